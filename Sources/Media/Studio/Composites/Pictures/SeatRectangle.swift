/// A part of the canvas in pixels; all four are even, because two pixels share a colour sample.
struct SeatRectangle: Hashable, Sendable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    /// The largest even rectangle between these fractions of a canvas, 0 to 1.
    init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x & ~1
        self.y = y & ~1
        self.width = max(2, width & ~1)
        self.height = max(2, height & ~1)
    }
}
