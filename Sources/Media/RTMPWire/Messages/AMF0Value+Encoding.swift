extension AMF0Value {
    /// Appends the value as it goes on the wire.
    ///
    /// A `.string` above 65,535 bytes is written as a long string; a property name above that is cut.
    package func encode(into bytes: inout [UInt8]) {
        switch self {
        case .number(let number):
            bytes.append(AMF0Marker.number)
            bytes.append(bigEndian: number.bitPattern)
        case .boolean(let flag): bytes.append(contentsOf: [AMF0Marker.boolean, flag ? 1 : 0])
        case .string(let text):
            guard text.utf8.count <= Int(UInt16.max) else { return AMF0Value.longString(text).encode(into: &bytes) }
            bytes.append(AMF0Marker.string)
            Self.encode(name: text, into: &bytes)
        case .longString(let text):
            bytes.append(AMF0Marker.longString)
            bytes.append(bigEndian: UInt32(truncatingIfNeeded: text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .object(let object):
            bytes.append(AMF0Marker.object)
            Self.encode(properties: object, into: &bytes)
        case .ecmaArray(let object):
            bytes.append(AMF0Marker.ecmaArray)
            bytes.append(bigEndian: UInt32(truncatingIfNeeded: object.properties.count))
            Self.encode(properties: object, into: &bytes)
        case .strictArray(let values):
            bytes.append(AMF0Marker.strictArray)
            bytes.append(bigEndian: UInt32(truncatingIfNeeded: values.count))
            for value in values { value.encode(into: &bytes) }
        case .date(let moment, let zone):
            bytes.append(AMF0Marker.date)
            bytes.append(bigEndian: moment.bitPattern)
            bytes.append(bigEndian: UInt16(bitPattern: zone))
        case .null: bytes.append(AMF0Marker.null)
        case .undefined: bytes.append(AMF0Marker.undefined)
        }
    }

    /// `values` one after another.
    package static func encode(_ values: [AMF0Value]) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values { value.encode(into: &bytes) }
        return bytes
    }

    /// All values in `bytes`. Throws `valueMalformed` or `valueTooLarge`; limits as ``AMF0Reader`` states them.
    package static func decode(_ bytes: [UInt8]) throws(WireError) -> [AMF0Value] {
        var reader = AMF0Reader(bytes)
        return try reader.rest()
    }

    private static func encode(properties object: AMF0Object, into bytes: inout [UInt8]) {
        for property in object.properties {
            encode(name: property.name, into: &bytes)
            property.value.encode(into: &bytes)
        }
        bytes.append(contentsOf: [0, 0, AMF0Marker.objectEnd])
    }

    private static func encode(name: String, into bytes: inout [UInt8]) {
        let text = name.utf8.prefix(Int(UInt16.max))
        bytes.append(bigEndian: UInt16(text.count))
        bytes.append(contentsOf: text)
    }
}
