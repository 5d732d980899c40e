import Glibc

/// The text in a CSV file, whose encoding nobody writes down.
enum TextDecoding {
    /// The text in UTF-8 without a byte order mark, and what a person should know about its encoding.
    static func utf8(_ bytes: [UInt8]) throws(SheetFault) -> (text: [UInt8], remark: String?) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            guard String(validating: bytes.dropFirst(3), as: UTF8.self) != nil else { throw unreadable }
            return (Array(bytes.dropFirst(3)), nil)
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return (try converted(bytes.dropFirst(2), from: "UTF-16LE"), nil) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (try converted(bytes.dropFirst(2), from: "UTF-16BE"), nil) }
        if String(validating: bytes, as: UTF8.self) != nil { return (bytes, nil) }
        let text = try converted(bytes[...], from: "GB18030")
        return (
            text, "The text is read as GB18030, as Chinese Excel writes CSV. If it looks wrong, save it as UTF-8 CSV."
        )
    }

    /// Strict: one byte that the encoding does not know refuses the whole.
    private static func converted(_ bytes: ArraySlice<UInt8>, from encoding: String) throws(SheetFault) -> [UInt8] {
        let converter = iconv_open("UTF-8", encoding)
        guard converter != iconv_t(bitPattern: -1) else { throw unreadable }
        defer { iconv_close(converter) }
        // No character of these encodings takes more than three times its bytes in UTF-8.
        var input = bytes.map { CChar(bitPattern: $0) }
        var isWhole = false
        let text = [UInt8](unsafeUninitializedCapacity: bytes.count * 3 + 4) { output, filled in
            input.withUnsafeMutableBufferPointer { input in
                output.withMemoryRebound(to: CChar.self) { output in
                    var from = input.baseAddress
                    var left = input.count
                    var to = output.baseAddress
                    var room = output.count
                    isWhole = iconv(converter, &from, &left, &to, &room) != -1 && left == 0
                    filled = output.count - room
                }
            }
        }
        guard isWhole else { throw unreadable }
        return text
    }

    private static var unreadable: SheetFault {
        SheetFault(.damaged, "The text is neither UTF-8 nor GB18030. Save it as “CSV UTF-8”, or as .xlsx.")
    }
}
