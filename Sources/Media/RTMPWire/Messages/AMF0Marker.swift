/// Type markers (amf0-file-format-specification, section 2.1).
enum AMF0Marker {
    static let number: UInt8 = 0
    static let boolean: UInt8 = 1
    static let string: UInt8 = 2
    static let object: UInt8 = 3
    static let null: UInt8 = 5
    static let undefined: UInt8 = 6
    static let ecmaArray: UInt8 = 8
    static let objectEnd: UInt8 = 9
    static let strictArray: UInt8 = 10
    static let date: UInt8 = 11
    static let longString: UInt8 = 12
}
