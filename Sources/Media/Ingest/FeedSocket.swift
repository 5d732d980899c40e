import NIOCore
import Program
import RTMPWire
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The socket of an accepted publisher, read past its channel by the relay's thread: the way through selector, allocator and
/// pipeline costs more than all that is done with the bytes.
///
/// ```
///   event loop     ── handed over ──▶ readFeed: media to the program, answers through the loop
///   event loop     ◀── takeBack ───── at any time, by the loop
///   event loop     ◀── onParting ──── what is no media: an end, an error, nonsense; then the loop takes it back
/// ```
///
/// Who holds the session decides one lock. The descriptor is one of its own, so that nobody else's bytes are read when the
/// channel closes its own, and is closed with this object: whoever watches it holds it.
final class FeedSocket: FeedReader {
    /// Why reading ended here.
    enum Parting {
        /// The peer's half is closed, or the socket has an error; the channel finds it again.
        case silence
        /// The client ended its stream; the answer to it.
        case ended(reply: [UInt8])
        case nonsense(WireError)
    }

    fileprivate struct Held {
        var session: IngestSession
        let publisher: FeedPublisher
        var parting: Parting?
        var isTaken = false
    }

    /// Reads of one call, each of the caller's buffer at most: what is more waits for the next, and TCP slows the peer down.
    private static let mostReads = 16

    let descriptor: CInt
    private let held: Mutex<Held>
    private let readAt = Atomic<UInt64>(NIODeadline.now().uptimeNanoseconds)
    private let onAnswer: @Sendable ([UInt8]) -> Void
    private let onParting: @Sendable () -> Void

    /// Takes over what `descriptor` brings, which is duplicated; nil where the process has no descriptor left. `onAnswer` gets
    /// what must be sent back, `onParting` is called once when it will not read any more.
    init?(
        _ session: IngestSession, publisher: FeedPublisher, descriptor: CInt,
        onAnswer: @escaping @Sendable ([UInt8]) -> Void, onParting: @escaping @Sendable () -> Void
    ) {
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard own >= 0 else { return nil }
        self.descriptor = own
        held = Mutex(Held(session: session, publisher: publisher))
        self.onAnswer = onAnswer
        self.onParting = onParting
    }

    /// When bytes came last.
    var lastRead: NIODeadline { .uptimeNanoseconds(readAt.load(ordering: .relaxed)) }

    deinit { close(descriptor) }

    /// The session, and why it was parted with; nil when it was taken back before. Nothing is read here from then on.
    func takeBack() -> (session: IngestSession, parting: Parting?)? {
        held.withLock { held in
            guard !held.isTaken else { return nil }
            held.isTaken = true
            return (held.session, held.parting)
        }
    }

    func readFeed(into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        var reply: [UInt8] = []
        let (isReading, isParting) = held.withLock { held in
            for _ in 0..<Self.mostReads {
                guard !held.isTaken, held.parting == nil else { return (false, false) }
                let count = recv(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_DONTWAIT))
                if count < 0, errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR { return (true, false) }
                held.parting =
                    count > 0 ? held.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), &reply) : .silence
                if held.parting != nil { return (false, true) }
                readAt.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed)
                if count < buffer.count { return (true, false) }
            }
            return (true, false)
        }
        if !reply.isEmpty { onAnswer(reply) }
        if isParting { onParting() }
        return isReading
    }
}

extension FeedSocket.Held {
    fileprivate mutating func take(_ bytes: UnsafeRawBufferPointer, _ reply: inout [UInt8]) -> FeedSocket.Parting? {
        do {
            let (answer, events) = try session.receive(bytes)
            for event in events {
                switch event {
                case .media(let typeID, let timestamp, let payload):
                    guard let kind = MediaKind(rawValue: typeID) else { continue }
                    payload.withUnsafeBytes { publisher.push(kind, timestamp: timestamp, bytes: $0) }
                case .ended: return .ended(reply: answer)
                case .publishRequested, .playRequested: continue  // not once a request is accepted
                }
            }
            reply += answer
            return nil
        } catch {
            return .nonsense(error)
        }
    }
}
