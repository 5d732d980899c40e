/// One picture or some samples with their moment on the sender's time line.
struct RawPacket: Equatable, Sendable {
    enum Kind: Hashable, Sendable {
        /// 8 bits, 4:2:0, planes behind one another.
        case picture
        /// Stereo, 16 bits, little endian, left first.
        case sound
    }
    var kind: Kind
    /// Nanoseconds.
    var time: Int64
    var bytes: [UInt8]
}
