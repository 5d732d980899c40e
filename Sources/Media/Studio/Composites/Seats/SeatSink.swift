import BroadcastModel
import Synchronization

/// Takes what one launch of a decoder writes, and hands pictures and samples to the mixer.
final class SeatSink: ChildSink {
    private let key: SeatKey
    private let mixer: MixerBox
    private let arrivals: SeatArrivals
    private let clock: any ClockPort
    private let reader: Mutex<NutReader>

    init(_ key: SeatKey, mixer: MixerBox, sampleRate: Int, arrivals: SeatArrivals, clock: any ClockPort) {
        self.key = key
        self.mixer = mixer
        self.arrivals = arrivals
        self.clock = clock
        reader = Mutex(NutReader(.init(width: key.width, height: key.height, sampleRate: sampleRate)))
        mixer.use { $0.restart(key) }
    }

    func take(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> ChildProgress {
        // The mixer is never waited for with the reader half way through a packet.
        let packets = try self.packets(in: bytes)
        guard !packets.isEmpty else { return .none }
        let now = clock.monotonicTime()
        for packet in packets { hand(packet, now) }
        return .media
    }

    func finish() {}

    private func packets(in bytes: UnsafeRawBufferPointer) throws(Fault) -> [RawPacket] {
        let result = reader.withLock { reader -> Result<[RawPacket], Fault> in
            var packets: [RawPacket] = []
            do throws(Fault) {
                try reader.take(bytes) { packets.append($0) }
                return .success(packets)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func hand(_ packet: RawPacket, _ now: MonotonicTime) {
        switch packet.kind {
        case .picture:
            guard let picture = RawPicture(width: key.width, height: key.height, bytes: packet.bytes) else { return }
            let loggedAt = arrivals.moment(of: (packet.time + 500_000) / 1_000_000)
            mixer.use { $0.take(picture, time: packet.time, loggedAt: loggedAt, for: key, now: now) }
        case .sound:
            let samples = Self.samples(packet.bytes)
            mixer.use { $0.take(samples, time: packet.time, for: key, now: now) }
        }
    }

    private static func samples(_ bytes: [UInt8]) -> [Int16] {
        (0..<(bytes.count / 2)).map { Int16(bitPattern: UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8) }
    }
}
