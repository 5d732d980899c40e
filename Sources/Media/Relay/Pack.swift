import BroadcastModel
import Curl
import Program

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The destinations of one thread and one log that have sent everything and need the same bytes next: on a good night, all
/// of them.
///
/// A tick puts together what is new once (``SharedBatch``) and writes it to each socket with nothing in between: no link is
/// looked at, so the caches belong to the kernel's copying, and the servers on the other side find the next bytes before
/// they fall asleep. What a member has sent follows from what the pack has sent since it joined. Whoever takes less than
/// everything, hears from its server, or is wanted otherwise leaves, and may join again once it has caught up.
final class Pack {
    private(set) var members: [DestinationLink] = []
    private var descriptors: [Int32] = []
    /// Everything before this is sent.
    private(set) var position: UInt64
    /// Of all members, on the log's time line.
    private(set) var clock: ChunkClock
    /// Bytes that a member of the first hour has sent.
    private(set) var bytes: UInt64 = 0
    private(set) var rate = RateMeter()

    private init(position: UInt64, clock: ChunkClock) {
        self.position = position
        self.clock = clock
    }

    /// A pack of its own for the first that would join; `clock` on the log's time line.
    static func begun(at position: UInt64, clock: ChunkClock) -> Pack { Pack(position: position, clock: clock) }

    func add(_ link: DestinationLink, descriptor: Int32) -> Int {
        members.append(link)
        descriptors.append(descriptor)
        return members.count - 1
    }

    /// The last member takes the place of the one that leaves.
    func remove(at index: Int) {
        let last = members.count - 1
        if index < last {
            members[index] = members[last]
            descriptors[index] = descriptors[last]
            members[index].moveInPack(to: index)
        }
        members.removeLast()
        descriptors.removeLast()
    }

    /// Writes what is new in `window` to every member. Members that cannot take it like all others have left when this returns.
    func send(_ window: LogWindow, now: MonotonicTime) {
        guard !members.isEmpty else { return }
        window.dropPurged()
        guard position < window.end || position < window.first else { return }
        guard position >= window.first, let batch = SharedBatch(window, from: position, to: window.end, clock: clock)
        else { return dissolve(now: now) }
        if batch.hasHeaders {
            for link in members where !link.needs.takesFormatChange { link.leavePack(now: now) }
        }
        let shortfalls = write(batch, window)
        (position, clock) = (batch.end, batch.after)
        bytes += UInt64(batch.bytes.count)
        rate.add(UInt64(batch.bytes.count), at: now)
        for (link, outcome) in shortfalls { link.fellShort(of: batch, outcome, now: now) }
    }

    /// The sockets that did not take all of it, with what they said. Nothing stands between two writes.
    private func write(_ batch: SharedBatch, _ window: LogWindow) -> [(DestinationLink, DialedSocket.Outcome)] {
        let whole = batch.bytes
        var shortfalls: [(DestinationLink, DialedSocket.Outcome)] = []
        descriptors.withUnsafeBufferPointer { descriptors in
            for index in descriptors.indices {
                // Dumped meanwhile: it stays here.
                let moved = window.isPurged ? -1 : send(descriptors[index], whole)
                if moved != whole.count { shortfalls.append((members[index], Self.outcome(moved, window))) }
            }
        }
        return shortfalls
    }

    private func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        while true {
            let moved = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if moved >= 0 || errno != EINTR { return moved }
        }
    }

    private static func outcome(_ moved: Int, _ window: LogWindow) -> DialedSocket.Outcome {
        if moved >= 0 { return .moved(moved) }
        let error = errno
        return window.isPurged || error == EAGAIN || error == EWOULDBLOCK ? .again : .failed(errno: error)
    }

    /// Everybody goes on by himself.
    func dissolve(now: MonotonicTime) {
        while let link = members.last { link.leavePack(now: now) }
    }
}
