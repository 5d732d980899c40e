/// A small picture of what a feed brings.
package struct FeedPreview: Hashable, Sendable {
    /// Milliseconds beyond which a feed's newest keyframe is no picture of it any more.
    package static let oldest: Int64 = 30_000

    package var jpeg: [UInt8]
    /// Since the keyframe that it shows came, in milliseconds.
    package var ageMilliseconds: Int64

    package init(jpeg: [UInt8], ageMilliseconds: Int64) {
        self.jpeg = jpeg
        self.ageMilliseconds = ageMilliseconds
    }
}
