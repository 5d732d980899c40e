import BroadcastModel

/// Pictures and sound for when there is nothing to show; Studio's clip loop implements it, tests a few frames.
///
/// Endless and ready in memory: asking costs nothing that could fail. Its time starts at zero with a keyframe.
package protocol SlateSource: Sendable {
    var headers: MediaHeaders { get }
    /// Messages with time stamps in `from..<to` milliseconds, in order.
    func messages(from: Int64, to: Int64) -> [MediaMessage]
}

/// Plays a slate at its own pace into a spliced stream.
struct SlatePlayer: Sendable {
    struct Run: Sendable {
        var beganAt: MonotonicTime
        /// Up to here it has been played, in milliseconds of the slate's time.
        var played: Int64
        var hasBegun = false
    }

    private let source: any SlateSource

    init(_ source: any SlateSource) { self.source = source }

    func begin(now: MonotonicTime) -> Run { Run(beganAt: now, played: 0) }

    /// Hands `write` what is due at `now`. After a pause of the process it catches up by at most two seconds.
    func play(_ run: inout Run, until now: MonotonicTime, through splicer: inout Splicer, write: (MediaMessage) -> Void)
    {
        let due = (now - run.beganAt).milliseconds + 1
        if due - run.played > 2_000 {
            run.beganAt = now + .milliseconds(-run.played)
            return
        }
        guard due > run.played else { return }
        for message in source.messages(from: run.played, to: due) {
            if !run.hasBegun, message.isStart(source.headers) {
                for header in splicer.begin(at: message, headers: source.headers) { write(header) }
                run.hasBegun = true
            }
            if let out = splicer.pass(message) { write(out) }
        }
        run.played = due
    }
}
