/// One decoded picture: 8 bits, 4:2:0, planes Y, U and V behind one another without gaps.
struct RawPicture: Sendable {
    /// Pixels, even.
    let width: Int
    let height: Int
    let bytes: [UInt8]

    /// Nil when there are not exactly as many bytes as such a picture has.
    init?(width: Int, height: Int, bytes: [UInt8]) {
        guard bytes.count == Self.byteCount(width: width, height: height) else { return nil }
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// All of one dark colour, the one around seats.
    static func dark(width: Int, height: Int) -> RawPicture {
        RawPicture(blank: width, height)
    }

    private init(blank width: Int, _ height: Int) {
        self.width = width
        self.height = height
        let (luma, chroma) = (width * height, (width / 2) * (height / 2))
        bytes = [UInt8](unsafeUninitializedCapacity: luma + 2 * chroma) { buffer, count in
            buffer[..<luma].update(repeating: 34)
            buffer[luma..<(luma + chroma)].update(repeating: 131)
            buffer[(luma + chroma)...].update(repeating: 126)
            count = luma + 2 * chroma
        }
    }

    static func byteCount(width: Int, height: Int) -> Int { width * height + 2 * (width / 2) * (height / 2) }
}
