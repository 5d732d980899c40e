/// Reads the numbers of a NUT packet from bytes that may end too soon.
struct NutCursor {
    enum Trouble: Error {
        /// More bytes are needed.
        case short
        /// No writer of ours writes this.
        case malformed(String)
    }

    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - position }

    mutating func byte() throws(Trouble) -> UInt8 {
        guard position < bytes.endIndex else { throw .short }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func bigEndian(_ count: Int) throws(Trouble) -> UInt64 {
        guard remaining >= count else { throw .short }
        var value: UInt64 = 0
        for _ in 0..<count { value = value << 8 | UInt64(try byte()) }
        return value
    }

    /// Seven bits a byte, the highest bit says that more follow.
    mutating func number() throws(Trouble) -> UInt64 {
        var value: UInt64 = 0
        while true {
            let next = try byte()
            guard value < 1 << 56 else { throw .malformed("a number has no end") }
            value = value << 7 | UInt64(next & 0x7F)
            guard next & 0x80 != 0 else { return value }
        }
    }

    /// A number that must lie within `range`.
    mutating func number(_ range: ClosedRange<Int>, _ what: String) throws(Trouble) -> Int {
        guard let value = Int(exactly: try number()), range.contains(value) else {
            throw .malformed("\(what) is out of range")
        }
        return value
    }

    mutating func signed() throws(Trouble) -> Int64 {
        let value = Int64(try number()) + 1
        return value & 1 != 0 ? -(value >> 1) : value >> 1
    }

    mutating func take(_ count: Int) throws(Trouble) -> ArraySlice<UInt8> {
        guard remaining >= count else { throw .short }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}
