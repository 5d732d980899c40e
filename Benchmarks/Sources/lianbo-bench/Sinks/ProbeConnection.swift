import Glibc
import RTMPWire

/// One publisher at a probe. Belongs to the probes' thread; letting go of it closes it.
final class ProbeConnection {
    private let descriptor: Int32
    private var session = IngestSession(random: [UInt8](repeating: 0x50, count: Handshake.randomLength))
    private var name: String?

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes what is there, once; called when the socket is readable. False: it is over.
    func read(
        _ buffer: UnsafeMutableRawBufferPointer, into note: (String, UInt64, [FrameMoment]) -> Void
    ) -> Bool {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        // Before anything is looked at: what a message takes to decode is not the relay's doing.
        let now = MonotonicClock.now
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        do {
            var (reply, events) = try session.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            if case .publishRequested(_, let name)? = events.last {
                self.name = name
                reply += session.acceptPublish()
                let rest = try session.receive(UnsafeRawBufferPointer(start: nil, count: 0))
                reply += rest.reply
                events += rest.events
            }
            if !reply.isEmpty {
                _ = reply.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
            return take(events, at: now, into: note)
        } catch {
            return false
        }
    }

    private func take(
        _ events: [IngestSession.Event], at now: UInt64, into note: (String, UInt64, [FrameMoment]) -> Void
    ) -> Bool {
        var bytes: UInt64 = 0
        var frames: [FrameMoment] = []
        for event in events {
            switch event {
            case .media(let typeID, _, let payload) where typeID != 18:
                bytes += UInt64(payload.count)
                guard typeID == 9 else { continue }
                frames.append(FrameMoment(hash: payload.withUnsafeBytes { PayloadHash.of($0) }, at: now))
            case .ended: return false
            default: continue
            }
        }
        if let name, bytes > 0 { note(name, bytes, frames) }
        return true
    }
}
