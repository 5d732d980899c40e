/// What an input must show before a broadcast goes on air with it: steady pictures, headers that decode, sound, keyframes
/// close enough. A pure function of what is seen.
package struct InputGate: Equatable, Sendable {
    /// Why a broadcast should not go on air yet. Raw values stand on the wire.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case notConnected = "not-connected"
        case noPictures = "no-pictures"
        case videoHeaderMissing = "video-header-missing"
        case noSound = "no-sound"
        case audioHeaderMissing = "audio-header-missing"
        case keyframesTooFarApart = "keyframes-too-far-apart"
        case notSteady = "not-steady"
    }

    /// How long pictures must have come without a gap, a jump in time or a change of format; 0 to 60 s.
    package var steadyFor: Duration = .seconds(3)
    /// Keyframes further apart keep late viewers and returning accounts waiting, and platforms reject them.
    package var longestGOP: Duration = .seconds(4)
    /// Sound must have been heard within this time.
    package var soundWithin: Duration = .seconds(2)

    package init() {}

    /// Empty when the input is stable; the most fundamental reason first.
    package func reasons(_ status: FeedStatus) -> [Reason] {
        guard status.connected else { return [.notConnected] }
        var reasons: [Reason] = []
        let hasPictures = status.framesPerSecond > 0 && status.keyframeAgeMilliseconds != nil
        if !hasPictures { reasons.append(.noPictures) }
        if hasPictures, !status.hasDecodableVideo { reasons.append(.videoHeaderMissing) }
        let hasSound = status.soundAgeMilliseconds.map { $0 <= soundWithin.milliseconds } ?? false
        if !hasSound { reasons.append(.noSound) }
        if hasSound, !status.hasDecodableAudio { reasons.append(.audioHeaderMissing) }
        let distance = max(status.keyframeIntervalMilliseconds ?? 0, status.keyframeAgeMilliseconds ?? 0)
        // A picture's length of tolerance: 4 s at 30 a second may read 4033 ms between two looks.
        if hasPictures, distance > longestGOP.milliseconds + 100 { reasons.append(.keyframesTooFarApart) }
        if hasPictures, status.steadyForMilliseconds < steadyFor.milliseconds { reasons.append(.notSteady) }
        return reasons
    }
}

extension InputGate.Reason {
    /// What an operator reads: what is wrong, and what to do about it at the encoder.
    package var text: String {
        switch self {
        case .notConnected: "nothing is connected to the feed"
        case .noPictures: "no pictures have come"
        case .videoHeaderMissing: "the pictures' header is missing or broken; restart the encoder"
        case .noSound: "there is no sound; check the encoder's audio source"
        case .audioHeaderMissing: "the sound's header is missing or broken; restart the encoder"
        case .keyframesTooFarApart: "keyframes are more than 4 s apart; set the encoder's keyframe interval to 2 s"
        case .notSteady: "the pictures have not been steady for long enough"
        }
    }
}
