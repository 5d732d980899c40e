import BroadcastModel

/// A short buffer of one person's pictures and sound, on one time line; a pure value that is told the time.
///
/// Holds at most ``mostPictures`` pictures and two seconds of sound; the oldest go first.
struct SeatLine: Sendable {
    private struct Due: Sendable {
        var time: Int64
        var picture: RawPicture
        var loggedAt: MonotonicTime?
    }

    /// What a seat shows.
    struct Shown: Sendable {
        var picture: RawPicture
        /// When this picture's message came into the feed's log; nil when that is not known or it was shown before.
        var loggedAt: MonotonicTime?
    }

    static let mostPictures = 24
    /// Without a new picture for longer, the seat's card is shown.
    static let patience: Duration = .milliseconds(700)

    private var clock = PlayoutClock()
    private var waiting: [Due] = []
    private var sound: SoundLine
    private var shown: RawPicture?
    /// When the newest picture came: whoever is gone is missed from then on, however long their pictures were held back.
    private var cameAt: MonotonicTime?

    /// Hz.
    init(sampleRate: Int) { sound = SoundLine(sampleRate: sampleRate) }

    /// A new decoder begins. The picture stays until patience is over.
    mutating func restart() {
        clock = PlayoutClock()
        waiting = []
        sound.clear()
    }

    /// A picture with time stamp `time` (nanoseconds) came at `now`; its message came into the feed's log at `loggedAt`.
    mutating func take(_ picture: RawPicture, time: Int64, loggedAt: MonotonicTime?, now: MonotonicTime) {
        guard note(time, now) else { return }
        cameAt = now
        let place = waiting.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
        waiting.insert(Due(time: time, picture: picture, loggedAt: loggedAt), at: place)
        if waiting.count > Self.mostPictures { waiting.removeFirst() }
    }

    /// Stereo samples, the first of which has time stamp `time` (nanoseconds), came at `now`.
    mutating func take(_ samples: [Int16], time: Int64, now: MonotonicTime) {
        guard note(time, now) else { return }
        sound.append(samples, at: position(time))
    }

    private mutating func note(_ time: Int64, _ now: MonotonicTime) -> Bool {
        switch clock.note(time, at: now) {
        case .keep: return true
        case .drop: return false
        case .restart:
            waiting = []
            sound.clear()
            return true
        }
    }

    /// Whether a picture is due at `moment`, or was within patience.
    func isReady(at moment: MonotonicTime) -> Bool {
        let isDue = clock.offset.map { (waiting.first?.time ?? .max - $0) + $0 <= Int64(moment.nanoseconds) }
        return (isDue == true || shown != nil) && isPatient(at: moment)
    }

    private func isPatient(at moment: MonotonicTime) -> Bool {
        cameAt.map { moment - $0 <= Self.patience } ?? false
    }

    /// The latest picture that is due at `moment`; nil when there has been none for too long.
    mutating func picture(at moment: MonotonicTime) -> Shown? {
        var loggedAt: MonotonicTime?
        if let offset = clock.offset {
            let due = waiting.prefix { $0.time + offset <= Int64(moment.nanoseconds) }
            if let last = due.last {
                shown = last.picture
                loggedAt = last.loggedAt
                waiting.removeFirst(due.count)
            }
        }
        guard let shown, isPatient(at: moment) else { return nil }
        return Shown(picture: shown, loggedAt: loggedAt)
    }

    /// `count` pairs of samples from `start` on; nil when there are none.
    mutating func sound(_ count: Int, from start: MonotonicTime) -> [Int16]? {
        guard let offset = clock.offset else { return nil }
        return sound.take(count, from: position(Int64(start.nanoseconds) - offset))
    }

    private func position(_ time: Int64) -> Int64 {
        Int64((Double(time) * Double(sound.sampleRate) / 1e9).rounded())
    }
}
