/// Tells payloads of one clip apart; not for hostile input.
enum PayloadHash {
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = 0x9E37_79B9_7F4A_7C15 &+ UInt64(bytes.count)
        var at = 0
        while at + 8 <= bytes.count {
            mix(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self), into: &hash)
            at += 8
        }
        while at < bytes.count {
            mix(UInt64(bytes[at]), into: &hash)
            at += 1
        }
        return hash
    }

    private static func mix(_ word: UInt64, into hash: inout UInt64) {
        hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 32
    }
}
