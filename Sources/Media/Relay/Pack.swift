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
    private(set) var rate: RateMeter
    /// Data messages that the pack has sent. A member that has seen none in the pack has its own time of them.
    private(set) var dataMessages = 0
    /// Not every member has sent the same data message last: each session begins with its own metadata, and an encoder sends
    /// them once. The next data message is written by everybody himself, and after it all times agree.
    private(set) var isDataMixed = false

    private init(position: UInt64, clock: ChunkClock, rate: RateMeter) {
        self.position = position
        self.clock = clock
        self.rate = rate
    }

    /// A pack of its own for the first that would join, with its clock on the log's time line and its rate.
    static func begun(at position: UInt64, clock: ChunkClock, rate: RateMeter) -> Pack {
        Pack(position: position, clock: clock, rate: rate)
    }

    /// Whether a session whose clock reads `clock` on the log's time line may join: its pictures and sounds are everybody's.
    func admits(_ clock: ChunkClock) -> Bool {
        guard clock.withData(of: self.clock) == self.clock else { return false }
        if clock != self.clock { isDataMixed = true }
        return true
    }

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
        guard position >= window.first, let batch = SharedBatch(window, from: position, to: window.end, clock: clock),
            !batch.hasData || !isDataMixed
        else { return dissolve(now: now) }
        if batch.hasHeaders {
            for link in members where !link.needs.takesFormatChange { link.leavePack(now: now) }
        }
        let shortfalls = write(batch, window)
        (position, clock) = (batch.end, batch.after)
        if batch.hasData { dataMessages += 1 }
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
