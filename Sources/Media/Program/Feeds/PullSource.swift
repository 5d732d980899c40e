package import BroadcastModel

/// A feed that the Studio brings in through ffmpeg, instead of a publisher.
package enum PullSource: Hashable, Sendable {
    /// Waits for one SRT caller on every address of this machine. `port` 1 to 65,535, `passphrase` 10 to 64 bytes or nil (in the
    /// clear), `latency` 20 ms to 8 s.
    case srtListener(port: Int, passphrase: Secret?, latency: Duration)
    /// HLS (`http`, `https` with `.m3u8`), HTTP-FLV and other streams over HTTP, RTSP, RTMP. The whole address is a secret: its path
    /// and query hold keys.
    case pull(url: Secret)
    /// A file of this machine by its absolute path, at its own pace; `loop`: for ever.
    case file(path: String, loop: Bool)
}

/// Brings in the feeds that nobody publishes. Studio implements it with ffmpeg children; tests with a table.
///
/// ControlRoom calls ``want(_:)`` whenever what is wanted changes; what became of it is read from ``states()``.
package protocol FeedBringer: Sendable {
    /// From now on exactly these sources are brought in and these composites made, each into its own feed; returns at once. What
    /// stays the same is not disturbed; a composite whose seats, layout or levels change goes over to them without a break.
    func want(_ sources: [FeedID: PullSource], composites: [FeedID: CompositePlan])
    /// Of every wanted feed, and of those that are still ending.
    func states() -> [FeedID: FeedSourceState]
    /// Begins a wanted source or composite anew, from its beginning where it has one; returns at once, and does nothing for others.
    func restart(_ feed: FeedID)
    /// The same of composites alone, with what each of their seats shows.
    func compositeStates() -> [FeedID: CompositeState]
}
