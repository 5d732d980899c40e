import Program
import Synchronization

/// Gives one launch of the encoder what is mixed from now on.
final class EncoderSupply: ChildSupply {
    private let queue: MixQueue
    private let writer: NutWriter
    private let hasBegun = Atomic(false)

    init(_ queue: MixQueue, format: CompositeFormat) {
        self.queue = queue
        writer = NutWriter(width: format.width, height: format.height, rate: format.rate, sampleRate: format.sampleRate)
    }

    func begin(wake: @escaping @Sendable () -> Void) { queue.open(wake: wake) }
    func end() { queue.close() }

    func next() -> [[UInt8]]? {
        guard hasBegun.exchange(true, ordering: .relaxed) else { return [writer.header] }
        guard let frame = queue.next() else { return [] }
        var pieces: [[UInt8]] = []
        // The sound stands in front of the picture because it was heard before.
        if !frame.sound.isEmpty {
            pieces += [writer.sound(frame.soundPosition, count: frame.sound.count), frame.sound]
        }
        if let picture = frame.picture { pieces += [writer.picture(frame.number, count: picture.count), picture] }
        return pieces
    }
}
