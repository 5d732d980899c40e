/// Bytes in the order of their coming, read from the front. Append and removal cost no more than the bytes themselves.
struct ByteQueue: Sendable {
    private var storage: [UInt8] = []
    private var head = 0

    var count: Int { storage.count - head }

    subscript(offset: Int) -> UInt8 { storage[head + offset] }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if head == storage.count {
            storage.removeAll(keepingCapacity: storage.capacity <= 1 << 18)
            head = 0
        } else if head > 1 << 16, head > storage.count / 2 {
            storage.removeSubrange(..<head)
            head = 0
        }
        storage.append(contentsOf: bytes)
    }

    /// Drops `count` bytes, of which there are enough.
    mutating func drop(_ count: Int) {
        assert(count <= self.count)
        head += count
    }

    /// Moves `count` bytes, of which there are enough, to the end of `target`.
    mutating func move(_ count: Int, to target: inout [UInt8]) {
        assert(count <= self.count)
        let range = head..<(head + count)
        storage.withUnsafeBytes { target.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[range])) }
        head += count
    }

    /// `length` (1 to 4) bytes at `offset` as a number.
    func bigEndian(at offset: Int, length: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in 0..<length { value = value << 8 | UInt32(self[offset + index]) }
        return value
    }

    func littleEndian32(at offset: Int) -> UInt32 { bigEndian(at: offset, length: 4).byteSwapped }
}
