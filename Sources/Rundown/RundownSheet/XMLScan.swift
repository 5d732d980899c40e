import Glibc

/// Looks through an XML part for what its parser must not see: another encoding, which could hide anything; document types
/// and entities; and elements with so many attributes that comparing each with each takes minutes.
enum XMLScan {
    enum Finding {
        case noMarkup, encoding, declaration, attributes
    }

    static func finding(in bytes: [UInt8], attributes: Int) -> Finding? {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard bytes.count > start, bytes[start] == 0x3C, !bytes[start...].prefix(4).contains(0) else {
            return .noMarkup
        }
        guard isUTF8(bytes[start...]) else { return .encoding }
        return bytes.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[index...])
                guard let first = rest.baseAddress, let mark = memchr(first, 0x3C, rest.count) else { break }
                index += first.distance(to: UnsafeRawPointer(mark))
                switch (byte(index + 1, in: bytes), byte(index + 2, in: bytes)) {
                case (0x21, 0x2D): index = end(of: "-->", from: index + 4, in: bytes)
                case (0x21, 0x5B): index = end(of: "]]>", from: index + 3, in: bytes)
                case (0x21, _): return .declaration
                case (0x3F, _): index = end(of: "?>", from: index + 2, in: bytes)
                default:
                    guard let next = endOfTag(from: index + 1, in: bytes, attributes: attributes) else {
                        return .attributes
                    }
                    index = next
                }
            }
            return nil
        }
    }

    /// Says so, or says nothing.
    private static func isUTF8(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.starts(with: Array("<?xml".utf8)) else { return true }
        let declaration = String(decoding: text.prefix(200).prefix { $0 != 0x3E }, as: UTF8.self).lowercased()
            .filter { !$0.isWhitespace }.replacing("'", with: "\"")
        return switch declaration.ranges(of: "encoding").count {
        case 0: true
        case 1: declaration.contains("encoding=\"utf-8\"") || declaration.contains("encoding=\"us-ascii\"")
        default: false
        }
    }

    /// Past the `>`; nil when there are too many attributes before it.
    private static func endOfTag(from start: Int, in bytes: UnsafeBufferPointer<UInt8>, attributes: Int) -> Int? {
        var index = start
        var quote: UInt8?
        var count = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if let open = quote {
                if byte == open { quote = nil }
                continue
            }
            switch byte {
            case 0x3E: return index
            case 0x22, 0x27: quote = byte
            case 0x3D:
                count += 1
                if count > attributes { return nil }
            default: break
            }
        }
        return index
    }

    private static func end(of mark: String, from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let mark = Array(mark.utf8)
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], mark.indices.allSatisfy({ bytes[index + $0] == mark[$0] }) {
                return index + mark.count
            }
            index += 1
        }
        return bytes.count
    }

    private static func byte(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
        index < bytes.count ? bytes[index] : 0
    }
}
