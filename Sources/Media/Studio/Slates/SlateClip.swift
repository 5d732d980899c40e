package import BroadcastModel
package import Program
import RTMPWire

/// A few seconds of pictures and sound in a program's own format, held in memory, that ``ClipLoop`` plays for ever.
///
/// Every picture follows the one before by exactly one frame of ``frameRate``, without reordering; the first is a keyframe. Every sound
/// is one AAC frame of ``samplesPerSound`` samples, the first one heard with the first picture. There is at least as much sound
/// as one round of the pictures needs.
package struct SlateClip: Sendable {
    package static let samplesPerSound = 1_024
    /// Payload bytes of one clip.
    package static let mostBytes = 32 << 20

    package let headers: MediaHeaders
    /// In order of time; empty where the program has no pictures.
    package let pictures: [MediaPayload]
    /// In order of time; empty where the program has no sound.
    package let sounds: [MediaPayload]
    package let frameRate: ProgramFormat.FrameRate
    /// Hz; 0 without sound.
    package let sampleRate: Int

    /// Throws `malformed` when the promises above do not hold, or `tooLarge`.
    package init(
        headers: MediaHeaders, pictures: [MediaPayload], sounds: [MediaPayload], frameRate: ProgramFormat.FrameRate,
        sampleRate: Int
    ) throws(Fault) {
        self.headers = headers
        self.pictures = pictures
        self.sounds = sounds
        self.frameRate = frameRate
        self.sampleRate = sampleRate
        guard !pictures.isEmpty || !sounds.isEmpty else { throw Self.broken("It is empty.") }
        if let first = pictures.first {
            guard first.traits.contains(.keyframe) else { throw Self.broken("It does not begin with a keyframe.") }
            guard headers.video != nil else {
                throw Self.broken("The decoder configuration of its pictures is absent.")
            }
            guard pictures.allSatisfy({ $0.traits.contains(.picture) }) else {
                throw Self.broken("Something among its pictures is none.")
            }
        }
        if !sounds.isEmpty {
            guard (7_000...96_000).contains(sampleRate) else { throw Self.broken("Its sample rate is strange.") }
            guard headers.audio != nil else { throw Self.broken("The decoder configuration of its sound is absent.") }
            let needed = Self.soundsNeeded(pictures: pictures.count, frameRate: frameRate, sampleRate: sampleRate)
            guard sounds.count >= needed else {
                throw Self.broken("It has \(sounds.count) frames of sound where \(needed) are needed.")
            }
        }
        guard byteCount <= Self.mostBytes else {
            throw Fault(.tooLarge, "The slate is larger than \(Self.mostBytes >> 20) MiB.", blame: .operatorSide)
        }
    }

    /// Length of one round, rounded to nanoseconds.
    package var duration: Duration {
        if pictures.isEmpty {
            return .nanoseconds(Int64(sounds.count) * Int64(Self.samplesPerSound) * 1_000_000_000 / Int64(sampleRate))
        }
        return .nanoseconds(
            Int64(pictures.count) * Int64(frameRate.denominator) * 1_000_000_000 / Int64(frameRate.numerator))
    }

    package var byteCount: Int {
        pictures.reduce(0) { $0 + $1.count } + sounds.reduce(0) { $0 + $1.count }
    }

    /// Sound frames that begin within one round of `pictures` pictures, at most.
    static func soundsNeeded(pictures: Int, frameRate: ProgramFormat.FrameRate, sampleRate: Int) -> Int {
        let samples = pictures * frameRate.denominator * sampleRate
        let perSound = frameRate.numerator * samplesPerSound
        return (samples + perSound - 1) / perSound
    }

    private static func broken(_ what: String) -> Fault {
        Fault(.malformed, "The slate cannot be played. \(what)", blame: .ours)
    }
}
