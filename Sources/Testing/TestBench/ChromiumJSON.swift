/// A value as JavaScript hands it over.
package enum ChromiumJSON: Codable, Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([ChromiumJSON])
    case object([String: ChromiumJSON])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([ChromiumJSON].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: ChromiumJSON].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            if let whole = Int64(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
        case .text(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        }
    }

    /// The member `name` of an object; null when it has none or is none.
    package subscript(name: String) -> ChromiumJSON {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }
    package var string: String? { if case .text(let value) = self { value } else { nil } }
    package var number: Double? { if case .number(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var list: [ChromiumJSON]? { if case .list(let values) = self { values } else { nil } }
    package var strings: [String]? { list?.compactMap(\.string) }
}

extension ChromiumJSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    package init(dictionaryLiteral elements: (String, ChromiumJSON)...) { self = .object(Dictionary(elements) { $1 }) }
    package init(arrayLiteral elements: ChromiumJSON...) { self = .list(elements) }
}
