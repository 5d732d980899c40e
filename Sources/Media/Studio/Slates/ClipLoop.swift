package import Program

/// Plays a ``SlateClip`` for ever, with no process, thread or clock of its own, so that a slate can never die.
///
/// Its time line begins at 0 with a keyframe and has no end: whoever plays it (the switcher, on its own tick) asks for one span after
/// the other and adds its own offset. Pictures and sound both run at their exact rates; the sound of a round begins with the first
/// AAC frame that starts in it, so picture and sound are never further apart than one such frame, however long it
/// plays. Payloads are the clip's own objects, never copies. Asking has no effect: the same span gives the same
/// messages.
package final class ClipLoop: SlateSource {
    package let clip: SlateClip
    /// End of the time line, in milliseconds: 34 years.
    package static let end: Int64 = 1 << 40

    private let picturePace: LoopPace
    private let soundPace: LoopPace
    /// Sound frames in one round of the pictures, as a fraction.
    private let soundsPerRound: (numerator: Int64, denominator: Int64)
    /// Numbers of the keyframes in one round, rising, the first one 0.
    private let keyframes: [Int64]

    package init(_ clip: SlateClip) {
        self.clip = clip
        let rate = clip.frameRate
        picturePace = LoopPace(numerator: Int64(rate.numerator), denominator: Int64(rate.denominator))
        soundPace = LoopPace(numerator: Int64(max(1, clip.sampleRate)), denominator: Int64(SlateClip.samplesPerSound))
        if clip.pictures.isEmpty {
            soundsPerRound = (Int64(clip.sounds.count), 1)
        } else {
            let numerator = Int64(clip.pictures.count) * picturePace.denominator * soundPace.numerator
            let denominator = picturePace.numerator * soundPace.denominator
            let divisor = Self.greatestCommonDivisor(numerator, denominator)
            soundsPerRound = (max(1, numerator / divisor), max(1, denominator / divisor))
        }
        keyframes = clip.pictures.indices.filter { clip.pictures[$0].traits.contains(.keyframe) }.map { Int64($0) }
    }

    package var headers: MediaHeaders { clip.headers }

    /// Everything with `from <= timestamp < to`, in order of time (a picture before the sound of the same millisecond). Empty for
    /// an empty span; what is outside `0..<ClipLoop.end` has nothing. The caller bounds the span: a second is some
    /// hundred messages.
    package func messages(from: Int64, to: Int64) -> [MediaMessage] {
        let start = max(0, from)
        let end = min(to, Self.end)
        guard start < end else { return [] }
        var result: [MediaMessage] = []
        var picture = picturePace.first(atOrAfter: start)
        var sound = soundPace.first(atOrAfter: start)
        while true {
            let pictureTime = clip.pictures.isEmpty ? Int64.max : picturePace.time(of: picture)
            let soundTime = clip.sounds.isEmpty ? Int64.max : soundPace.time(of: sound)
            guard min(pictureTime, soundTime) < end else { return result }
            if pictureTime <= soundTime {
                result.append(MediaMessage(payload: picturePayload(picture), timestamp: pictureTime))
                picture += 1
            } else {
                result.append(MediaMessage(payload: soundPayload(sound), timestamp: soundTime))
                sound += 1
            }
        }
    }

    /// When the first keyframe later than `time` is due (any sound, where there are no pictures).
    package func nextKeyframe(after time: Int64) -> Int64 {
        guard !clip.pictures.isEmpty else { return soundPace.time(of: soundPace.first(atOrAfter: max(0, time + 1))) }
        let picture = picturePace.first(atOrAfter: max(0, time + 1))
        let count = Int64(clip.pictures.count)
        let (round, place) = picture.quotientAndRemainder(dividingBy: count)
        let next = keyframes.first { $0 >= place } ?? count
        return picturePace.time(of: round * count + next)
    }

    // MARK: Rounds

    private func picturePayload(_ picture: Int64) -> MediaPayload {
        clip.pictures[Int(picture % Int64(clip.pictures.count))]
    }

    private func soundPayload(_ sound: Int64) -> MediaPayload {
        let (numerator, denominator) = soundsPerRound
        let round = sound * denominator / numerator
        let firstOfRound = (round * numerator + denominator - 1) / denominator
        return clip.sounds[Int(min(max(0, sound - firstOfRound), Int64(clip.sounds.count) - 1))]
    }

    private static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
        b == 0 ? max(1, a) : greatestCommonDivisor(b, a % b)
    }
}
