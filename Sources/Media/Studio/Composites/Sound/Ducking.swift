import BroadcastModel

/// How far the voices without priority are lowered at present. Pure: time passes by what it is told.
struct Ducking: Equatable, Sendable {
    /// dB below full scale from which a voice is one.
    static let threshold = -45.0
    /// Pauses between words do not count.
    static let hold: Duration = .milliseconds(400)
    static let attack: Duration = .milliseconds(60)
    static let release: Duration = .milliseconds(600)

    /// 0: as they are, 1: lowered by all of the plan's dB.
    private(set) var depth = 0.0
    private var quietFor = Ducking.hold

    /// `duration` passed, in which the loudest voice with priority had `level` dB of full scale; nil: there was none.
    mutating func advance(_ duration: Duration, loudestPriority level: Double?) {
        if let level, level > Self.threshold { quietFor = .zero } else { quietFor += duration }
        let isSpeaking = quietFor < Self.hold
        let step = Double(duration.nanoseconds) / Double((isSpeaking ? Self.attack : Self.release).nanoseconds)
        depth = isSpeaking ? min(1, depth + step) : max(0, depth - step)
    }
}
