/// What reader and writer of NUT streams share (NUT Open Container Format, version 3): the container in which ffmpeg's raw
/// pictures and samples come and go, each with its own time stamp.
enum NutCode {
    static let file = Array("nut/multimedia container\0".utf8)
    static let main: UInt64 = 0x4E4D_7A56_1F5F_04AD
    static let stream: UInt64 = 0x4E53_1140_5BF2_F9DB
    static let syncpoint: UInt64 = 0x4E4B_E4AD_EECA_4569
    static let index: UInt64 = 0x4E58_DD67_2F23_E64E
    static let info: UInt64 = 0x4E49_AB68_B596_BA78

    /// Flags of a frame.
    struct Flags: OptionSet {
        let rawValue: UInt64
        static let key = Flags(rawValue: 1)
        static let codedTime = Flags(rawValue: 8)
        static let streamID = Flags(rawValue: 16)
        static let sizeMost = Flags(rawValue: 32)
        static let checksum = Flags(rawValue: 64)
        static let reserved = Flags(rawValue: 128)
        static let sideData = Flags(rawValue: 256)
        static let headerIndex = Flags(rawValue: 1024)
        static let matchTime = Flags(rawValue: 2048)
        static let coded = Flags(rawValue: 4096)
        static let invalid = Flags(rawValue: 8192)
    }

    /// The checksum of packets: polynomial 0x04C11DB7, most significant bit first, beginning with 0.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 ^ table[Int(UInt8(truncatingIfNeeded: $0 >> 24) ^ $1)] }
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte) << 24) { value, _ in
            value & 0x8000_0000 != 0 ? value << 1 ^ 0x04C1_1DB7 : value << 1
        }
    }
}
