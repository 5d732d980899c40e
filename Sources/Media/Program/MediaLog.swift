package import BroadcastModel
import Synchronization

/// The headers a decoder needs before the first picture and sound.
package final class MediaHeaders: Sendable {
    package let metadata: MediaPayload?
    package let video: MediaPayload?
    package let audio: MediaPayload?
    package init(metadata: MediaPayload? = nil, video: MediaPayload? = nil, audio: MediaPayload? = nil) {
        self.metadata = metadata
        self.video = video
        self.audio = audio
    }
}

/// One place in a log.
package struct LogEntry: Sendable {
    package var message: MediaMessage
    /// When it was appended, for lag.
    package var writtenAt: MonotonicTime
    /// Set where a session may start: a keyframe, or any sound while the log has no pictures. Holds what must be sent first.
    package var start: MediaHeaders?
}

/// A bounded, append-only window of media messages, numbered from 0 without gaps.
///
/// One writer appends; any number of readers copy what is new to them. Beyond ``Limits`` the oldest entries go, whole
/// groups of pictures at a time where possible, so that the newest keyframe always stays. Readers that were too slow
/// find out by `first > wanted`. Headers are never dropped: each start carries the ones valid at its place.
package final class MediaLog: Sendable {
    package struct Limits: Equatable, Sendable {
        package var bytes: Int = 32 << 20
        package var duration: Duration = .seconds(20)
        package init() {}
    }

    private struct State {
        var entries: [LogEntry?] = []
        var first: UInt64 = 0
        var end: UInt64 = 0
        var bytes = 0
        var newestStart: UInt64?
        var headers = MediaHeaders()
        var hasPictures = false
    }

    private let limits: Limits
    private let state = Mutex(State())

    package init(limits: Limits = Limits()) { self.limits = limits }
}
