import Glibc

/// Reads `bytes_in` of every stream off nginx-rtmp's status page, quickly: a thousand streams make a megabyte.
enum StatPage {
    static func bytesIn(_ page: String) -> [String: UInt64] {
        var page = page
        return page.withUTF8 { bytes in
            var result: [String: UInt64] = [:]
            let bytes = UnsafeRawBufferPointer(bytes)
            var at = 0
            while let stream = find("<stream>", in: bytes, from: at),
                let name = text(after: "<name>", in: bytes, from: stream),
                let count = text(after: "<bytes_in>", in: bytes, from: name.end)
            {
                result[String(decoding: bytes[name.begin..<name.end], as: UTF8.self)] = UInt64(
                    String(decoding: bytes[count.begin..<count.end], as: UTF8.self))
                at = count.end
            }
            return result
        }
    }

    private static func find(_ needle: StaticString, in bytes: UnsafeRawBufferPointer, from: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var at = from
        let last = bytes.count - needle.utf8CodeUnitCount
        while at <= last, let found = memchr(base + at, Int32(needle.utf8Start[0]), last + 1 - at) {
            at = UnsafeRawPointer(found) - base
            if memcmp(found, needle.utf8Start, needle.utf8CodeUnitCount) == 0 { return at }
            at += 1
        }
        return nil
    }

    private static func text(
        after tag: StaticString, in bytes: UnsafeRawBufferPointer, from: Int
    ) -> (begin: Int, end: Int)? {
        guard let place = find(tag, in: bytes, from: from) else { return nil }
        let begin = place + tag.utf8CodeUnitCount
        return bytes[begin...].firstIndex(of: UInt8(ascii: "<")).map { (begin, $0) }
    }
}
