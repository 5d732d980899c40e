/// Reads AMF0 values one after another from bytes that a peer sent.
///
/// Memory is bounded by the input: nothing is reserved for a count that is only claimed. Text that is not UTF-8 is
/// repaired.
package struct AMF0Reader: Sendable {
    /// Objects and arrays inside one another.
    package static let deepest = 16
    /// Properties and elements of everything that one reader reads.
    package static let mostEntries = 1_000
    /// Bytes of one string.
    package static let longestText = 65_536

    private let bytes: [UInt8]
    private var position: Int
    private var entries = 0

    package init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = min(max(0, position), bytes.count)
    }

    /// The next value; nil when the bytes are used up. After a throw the reader is of no more use.
    package mutating func next() throws(WireError) -> AMF0Value? {
        position == bytes.count ? nil : try value(depth: 0)
    }

    /// All values from here to the end.
    package mutating func rest() throws(WireError) -> [AMF0Value] {
        var values: [AMF0Value] = []
        while let value = try next() {
            try countEntry()
            values.append(value)
        }
        return values
    }

    private mutating func value(depth: Int) throws(WireError) -> AMF0Value {
        guard depth <= Self.deepest else {
            throw WireError(.valueTooLarge, "An AMF0 value is nested more than \(Self.deepest) deep.")
        }
        switch try integer(bytes: 1) {
        case UInt64(AMF0Marker.number): return .number(Double(bitPattern: try integer(bytes: 8)))
        case UInt64(AMF0Marker.boolean): return .boolean(try integer(bytes: 1) != 0)
        case UInt64(AMF0Marker.string): return .string(try text(lengthBytes: 2))
        case UInt64(AMF0Marker.object): return .object(try properties(depth: depth))
        case UInt64(AMF0Marker.null): return .null
        case UInt64(AMF0Marker.undefined): return .undefined
        case UInt64(AMF0Marker.ecmaArray):
            _ = try integer(bytes: 4)  // a hint only: encoders write 0 or a wrong count
            return .ecmaArray(try properties(depth: depth))
        case UInt64(AMF0Marker.strictArray): return .strictArray(try elements(depth: depth))
        case UInt64(AMF0Marker.date):
            let moment = Double(bitPattern: try integer(bytes: 8))
            return .date(moment, zone: Int16(truncatingIfNeeded: try integer(bytes: 2)))
        case UInt64(AMF0Marker.longString): return .longString(try text(lengthBytes: 4))
        case let marker: throw WireError(.valueMalformed, "AMF0 has a value of unknown type \(marker).")
        }
    }

    private mutating func properties(depth: Int) throws(WireError) -> AMF0Object {
        var object = AMF0Object()
        while true {
            let name = try text(lengthBytes: 2)
            if name.isEmpty, position < bytes.count, bytes[position] == AMF0Marker.objectEnd {
                position += 1
                return object
            }
            try countEntry()
            object.properties.append(.init(name: name, value: try value(depth: depth + 1)))
        }
    }

    private mutating func elements(depth: Int) throws(WireError) -> [AMF0Value] {
        let count = try integer(bytes: 4)
        var values: [AMF0Value] = []
        for _ in 0..<count {
            try countEntry()
            values.append(try value(depth: depth + 1))
        }
        return values
    }

    private mutating func countEntry() throws(WireError) {
        entries += 1
        guard entries <= Self.mostEntries else {
            throw WireError(.valueTooLarge, "AMF0 has more than \(Self.mostEntries) entries.")
        }
    }

    private mutating func text(lengthBytes: Int) throws(WireError) -> String {
        let length = Int(try integer(bytes: lengthBytes))
        guard length <= Self.longestText else {
            throw WireError(.valueTooLarge, "An AMF0 string is longer than \(Self.longestText) bytes.")
        }
        guard length <= bytes.count - position else { throw Self.cutShort }
        defer { position += length }
        return String(decoding: bytes[position..<(position + length)], as: UTF8.self)
    }

    private mutating func integer(bytes count: Int) throws(WireError) -> UInt64 {
        guard count <= bytes.count - position else { throw Self.cutShort }
        var value: UInt64 = 0
        for _ in 0..<count {
            value = value << 8 | UInt64(bytes[position])
            position += 1
        }
        return value
    }

    private static let cutShort = WireError(.valueMalformed, "AMF0 ends in the middle of a value.")
}
