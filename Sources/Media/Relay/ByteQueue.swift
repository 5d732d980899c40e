/// Bytes that wait to be written, at an address that stays put while a vectored write points at it.
struct ByteQueue: ~Copyable {
    private var storage: UnsafeMutableRawBufferPointer = .allocate(byteCount: 4096, alignment: 16)
    private var begin = 0
    private var end = 0

    deinit { storage.deallocate() }

    var count: Int { end - begin }
    /// Valid until the next change.
    var unread: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[begin..<end]) }

    mutating func append(_ bytes: some Collection<UInt8>) {
        reserve(bytes.count)
        let target = UnsafeMutableRawBufferPointer(rebasing: storage[end..<(end + bytes.count)])
        target.copyBytes(from: bytes)
        end += bytes.count
    }

    mutating func removeFirst(_ count: Int) {
        begin += count
        if begin == end { (begin, end) = (0, 0) }
    }

    mutating func removeAll() { (begin, end) = (0, 0) }

    private mutating func reserve(_ more: Int) {
        guard end + more > storage.count else { return }
        if count + more <= storage.count / 2 {
            // It never ran empty: what is read already makes room.
            let length = count
            storage.copyMemory(from: unread)
            (begin, end) = (0, length)
            return
        }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(storage.count * 2, count + more), alignment: 16)
        larger.copyMemory(from: unread)
        end = count
        begin = 0
        storage.deallocate()
        storage = larger
    }
}
