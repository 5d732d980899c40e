/// The picture that goes out, drawn anew for each frame.
struct Canvas: Sendable {
    let width: Int
    let height: Int
    private(set) var bytes: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bytes = RawPicture.dark(width: width, height: height).bytes
    }

    /// Nothing of what was drawn is left.
    mutating func clear() { bytes = RawPicture.dark(width: width, height: height).bytes }

    /// Copies a picture to its place. One of another size, or a place that is not on the canvas, is left out.
    mutating func draw(_ picture: RawPicture, in place: SeatRectangle) {
        guard picture.width == place.width, picture.height == place.height, place.x >= 0, place.y >= 0,
            place.x + place.width <= width, place.y + place.height <= height
        else { return }
        let (width, height) = (width, height)
        bytes.withUnsafeMutableBytes { canvas in
            picture.bytes.withUnsafeBytes { source in
                var (from, to) = (0, 0)
                for shift in [0, 1, 1] {
                    let stride = width >> shift
                    let (rowLength, rows) = (place.width >> shift, place.height >> shift)
                    var target = to + (place.y >> shift) * stride + (place.x >> shift)
                    for _ in 0..<rows {
                        canvas.baseAddress!.advanced(by: target).copyMemory(
                            from: source.baseAddress!.advanced(by: from), byteCount: rowLength)
                        from += rowLength
                        target += stride
                    }
                    to += stride * (height >> shift)
                }
            }
        }
    }
}
