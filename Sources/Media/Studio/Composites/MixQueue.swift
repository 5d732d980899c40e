import BroadcastModel
import Synchronization

/// Mixed frames on their way to the encoder. Holds ``mostPictures`` pictures and two seconds of sound at most: an encoder that is
/// too slow loses the oldest pictures first, and their sound last; ``picturesLeftOut`` counts them.
final class MixQueue: Sendable {
    static let mostPictures = 6
    private static let longest: Duration = .seconds(2)

    private struct State {
        var frames: [MixedFrame] = []
        var left: UInt64 = 0
        /// Told of each frame; nil while nobody reads.
        var wake: (@Sendable () -> Void)?
    }

    private let mostFrames: Int
    private let state = Mutex(State())

    init(_ format: CompositeFormat) {
        mostFrames = max(Self.mostPictures, Int(Double(Self.longest.milliseconds) / 1000 * format.rate.perSecond))
    }

    var picturesLeftOut: UInt64 { state.withLock { $0.left } }

    func append(_ frame: MixedFrame) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            // What nobody reads is not left out: no encoder is there.
            guard let wake = state.wake else { return nil }
            state.frames.append(frame)
            if state.frames.count > mostFrames { state.frames.removeFirst() }
            var pictures = state.frames.count { $0.picture != nil }
            for index in state.frames.indices where pictures > Self.mostPictures && state.frames[index].picture != nil {
                state.frames[index].picture = nil
                state.left += 1
                pictures -= 1
            }
            return wake
        }
        wake?()
    }

    /// An encoder begins; it gets what comes from now on.
    func open(wake: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.frames = []
            state.wake = wake
        }
    }

    func close() {
        state.withLock { state in
            state.frames = []
            state.wake = nil
        }
    }

    func next() -> MixedFrame? { state.withLock { $0.frames.isEmpty ? nil : $0.frames.removeFirst() } }
}
