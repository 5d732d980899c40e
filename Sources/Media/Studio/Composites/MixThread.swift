import BroadcastModel
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The beat of one composite, on a thread of its own: a frame whenever one is due, whatever decoders and encoder do.
final class MixThread: Sendable {
    /// Late by more, it leaves frames out instead of making up for them.
    private static let longestDelay: Duration = .milliseconds(500)
    /// Sleeps are cut into pieces, so that an end is noticed.
    private static let longestSleep: Duration = .milliseconds(50)

    private let mixer: MixerBox
    private let format: CompositeFormat
    private let queue: MixQueue
    private let delays: DelayMeter
    private let clock: any ClockPort
    private let isOver = Atomic(false)

    init(_ mixer: MixerBox, format: CompositeFormat, queue: MixQueue, delays: DelayMeter, clock: any ClockPort) {
        self.mixer = mixer
        self.format = format
        self.queue = queue
        self.delays = delays
        self.clock = clock
    }

    /// Mixes until ``stop()``. Returns when the thread has ended. Called once.
    func run() async {
        await withCheckedContinuation { continuation in
            let thread = Thread { [self] in
                mix()
                continuation.resume()
            }
            thread.name = "studio-mix"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    func stop() { isOver.store(true, ordering: .releasing) }

    private func mix() {
        // A second in, so that an encoder's own delay is no time below zero.
        let first = Int64(format.rate.perSecond.rounded(.up))
        let begun = clock.monotonicTime()
        var number = first
        while !isOver.load(ordering: .acquiring) {
            let due = begun + .nanoseconds(format.nanoseconds(at: number) - format.nanoseconds(at: first))
            let wait = due - clock.monotonicTime()
            if wait > .zero {
                usleep(UInt32(min(wait, Self.longestSleep).nanoseconds / 1000) + 1)
                continue
            }
            if wait < .zero - Self.longestDelay {
                number += max(1, Int64(Double((.zero - wait).milliseconds) / 1000 * format.rate.perSecond))
                continue
            }
            let frame = mixer.use { $0.frame(number, at: due) }
            delays.mixed(number, frame.sources)
            queue.append(frame)
            number += 1
        }
    }
}
