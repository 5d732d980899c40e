/// One value of Action Message Format 0 (amf0-file-format-specification, section 2).
///
/// Markers that no live encoder or server uses (movie clip, reference, XML, typed object, AMF3) are errors.
package enum AMF0Value: Hashable, Sendable {
    case number(Double)
    case boolean(Bool)
    case string(String)
    case object(AMF0Object)
    case null
    case undefined
    case ecmaArray(AMF0Object)
    case strictArray([AMF0Value])
    /// Milliseconds since 1970, and the reserved time zone field as it came.
    case date(Double, zone: Int16)
    case longString(String)
}

extension AMF0Value {
    /// The text of either kind of string.
    package var text: String? {
        switch self {
        case .string(let text), .longString(let text): text
        default: nil
        }
    }

    package var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The properties of an object or an ECMA array.
    package var object: AMF0Object? {
        switch self {
        case .object(let object), .ecmaArray(let object): object
        default: nil
        }
    }
}
