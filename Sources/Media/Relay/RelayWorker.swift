import BroadcastModel
import Curl
import Foundation
import Logging
import Program
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// One thread of the relay: its destinations, its libcurl loop and its tick.
///
/// ``RelayService`` starts it, posts commands and reads statuses; the rest happens on the thread.
final class RelayWorker: Sendable {
    enum Command: Sendable {
        case attach(DestinationID, PushAddress, MediaLog, MediaNeeds)
        case detach(DestinationID)
        case retry(DestinationID)
        case forget(DestinationID)
        /// End every session politely, then leave the thread.
        case finish
    }

    private struct Mailbox {
        var commands: [Command] = []
        var waker: LoopWaker?
        var statuses: [DestinationID: DestinationStatus] = [:]
        var marks: [DestinationID: StatusMark] = [:]
        var revision: UInt64 = 0
        var together = 0
    }

    private let number: Int
    private let configuration: RelayConfiguration
    private let clock: any ClockPort
    /// Read by this thread: on each beat, or when something comes.
    fileprivate let readers: FeedReaders?
    private let logger: Logger
    private let mailbox = Mutex(Mailbox())

    init(
        number: Int, configuration: RelayConfiguration, clock: any ClockPort, readers: FeedReaders? = nil,
        logger: Logger
    ) {
        self.number = number
        self.readers = readers
        self.configuration = configuration
        self.clock = clock
        var logger = logger
        logger[metadataKey: "relay-thread"] = "\(number)"
        self.logger = logger
    }

    /// From any thread; bounded by the number of destinations, since ControlRoom posts only changes.
    func post(_ command: Command) {
        mailbox.withLock { box in
            box.commands.append(command)
            return box.waker
        }?.wake()
    }

    func statuses() -> [DestinationID: DestinationStatus] { mailbox.withLock { $0.statuses } }
    /// Grows when a status changes in more than its counters.
    var revision: UInt64 { mailbox.withLock { $0.revision } }

    var together: Int { mailbox.withLock { $0.together } }

    /// Starts the thread; the stream ends when it has ended. A thread that cannot start libcurl says so and ends.
    func start() -> AsyncStream<Never> {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        let thread = Thread { [self] in
            // Foundation keeps a thread's name to itself; this one the kernel shows.
            if let file = fopen("/proc/thread-self/comm", "w") {
                fputs("relay-\(number)", file)
                fclose(file)
            }
            do {
                let loop = try CurlLoop(configuration: configuration.outbound)
                mailbox.withLock { $0.waker = loop.waker }
                readers?.onChange { [waker = loop.waker] in waker.wake() }
                RelayThread(
                    context: WorkerContext(loop: loop, configuration: configuration, clock: clock, logger: logger),
                    worker: self
                ).run()
                mailbox.withLock { $0.waker = nil }
            } catch {
                logger.critical("The relay thread cannot start", metadata: ["why": "\(error)"])
            }
            continuation.finish()
        }
        thread.stackSize = 1 << 20
        thread.start()
        return stream
    }

    fileprivate func takeCommands() -> [Command] {
        mailbox.withLock { box in
            defer { box.commands.removeAll() }
            return box.commands
        }
    }

    fileprivate func publish(_ statuses: [DestinationID: DestinationStatus], together: Int) {
        let marks = statuses.mapValues(StatusMark.init)
        mailbox.withLock { box in
            box.statuses = statuses
            box.together = together
            guard box.marks != marks else { return }
            box.marks = marks
            box.revision += 1
        }
    }
}

/// What of a status is news to whoever reconciles; counters are not.
private struct StatusMark: Equatable, Sendable {
    var state: DestinationState
    var attempt: Int
    var reconnects: Int
    var fault: Fault.Code?
    var isSending: Bool

    init(_ status: DestinationStatus) {
        state = status.state
        attempt = status.attempt
        reconnects = status.reconnects
        fault = status.lastFault?.code
        isSending = status.bitsPerSecond > 0
    }
}

/// The state of a worker while its thread runs.
private final class RelayThread {
    private let context: WorkerContext
    private let worker: RelayWorker
    private var links: [DestinationID: DestinationLink] = [:]
    private var windows: [ObjectIdentifier: LogWindow] = [:]
    private var finishing: MonotonicTime?
    /// By log: see ``Pack``.
    private var packs: [ObjectIdentifier: Pack] = [:]
    /// Those in no pack.
    private var loose: [DestinationID: DestinationLink] = [:]
    private var publishedAt: MonotonicTime?
    /// In the immediate mode: whose descriptors the loop watches.
    private var watched: [ObjectIdentifier: any FeedReader] = [:]
    private var seenReaders: UInt64 = 0
    /// What ``FeedReaders`` read into.
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)

    init(context: WorkerContext, worker: RelayWorker) {
        self.context = context
        self.worker = worker
    }

    deinit { input.deallocate() }

    func run() {
        var nextTick = context.clock.monotonicTime()
        while true {
            let now = context.clock.monotonicTime()
            let commands = worker.takeCommands()
            for command in commands { obey(command, now: now) }
            if now >= nextTick {
                tick(now: now)
                nextTick = tickAfter(now)
            } else if !commands.isEmpty {
                publish(now: now)
            }
            let soundDue = context.configuration.isImmediate ? sendFresh(now: now) : nil
            if context.configuration.isImmediate { watchReaders() }
            if let finishing, links.values.allSatisfy({ $0.life.isOver }) || now >= finishing { break }
            let isIdle = links.isEmpty && finishing == nil && worker.readers?.isEmpty ?? true
            let next = min(nextTick, soundDue ?? nextTick)
            context.loop.turn(waitingAtMost: isIdle ? .seconds(1) : max(.zero, next - context.clock.monotonicTime()))
        }
        for link in links.values { link.closeAtOnce(now: context.clock.monotonicTime()) }
        for window in windows.values { window.log.forget(listener: self) }
        for (key, reader) in watched { unwatch(key, reader) }
        publish(now: context.clock.monotonicTime())
    }

    private func tick(now: MonotonicTime) {
        // One waking for what comes and what goes: the caches are warm, and nothing waits for another thread.
        if !context.configuration.isImmediate { worker.readers?.readAll(into: input) }
        // In the immediate mode what is new goes by ``sendFresh(now:)``, sound and picture together.
        if !context.configuration.isImmediate { for window in windows.values { window.refresh() } }
        sendOn(now: now) { $0.tick(now: now) }
        // Of those who get what everybody gets, nothing changes but counters.
        let interval: Duration = loose.isEmpty ? .seconds(1) : .milliseconds(200)
        if publishedAt.map({ now - $0 >= interval }) ?? true { publish(now: now) }
    }

    /// What is new: to each pack in one go, then to everybody else.
    private func sendOn(now: MonotonicTime, _ each: (DestinationLink) -> Void) {
        for (key, pack) in packs {
            if let window = windows[key] { pack.send(window, now: now) } else { pack.dissolve(now: now) }
        }
        for link in Array(loose.values) {
            each(link)
            let key = ObjectIdentifier(link.window.log)
            link.join(&packs[key])
            if link.isInPack { loose[link.id] = nil }
        }
    }

    /// The immediate mode: what publishers send is read as soon as it comes, and goes out in the same turn.
    private func watchReaders() {
        guard let readers = worker.readers, readers.revision != seenReaders else { return }
        seenReaders = readers.revision
        let present = Dictionary(readers.all.map { (ObjectIdentifier($0), $0) }) { first, _ in first }
        for (key, reader) in watched where present[key] == nil { unwatch(key, reader) }
        for (key, reader) in present where watched[key] == nil {
            watched[key] = reader
            context.loop.watch(reader.descriptor, .read) { [unowned self] _ in
                if !reader.readFeed(into: input) { unwatch(key, reader) }
            }
        }
    }

    /// Before the last reference goes, which closes the descriptor.
    private func unwatch(_ key: ObjectIdentifier, _ reader: any FeedReader) {
        guard watched.removeValue(forKey: key) != nil else { return }
        context.loop.unwatch(reader.descriptor)
    }

    private func tickAfter(_ now: MonotonicTime) -> MonotonicTime {
        let configuration = context.configuration
        guard let beat = configuration.beat else { return now + configuration.housekeeping }
        return beat.next(after: now, offset: worker.readers == nil ? configuration.afterBeat : .zero)
    }

    /// The immediate mode: sends what has come if a picture is among it, or sound that has waited long enough; otherwise returns
    /// when the sound must go.
    private func sendFresh(now: MonotonicTime) -> MonotonicTime? {
        var due: MonotonicTime?
        var hasNews = false
        for window in windows.values {
            guard let oldest = window.oldestUnread else { continue }
            let latest = oldest + context.configuration.soundWait
            if !window.hasUnreadPicture, now < latest {
                due = min(due ?? latest, latest)
                continue
            }
            window.refresh()
            hasNews = true
        }
        if hasNews { sendOn(now: now) { $0.pump(now: now) } }
        return due
    }

    private func publish(now: MonotonicTime) {
        publishedAt = now
        let wall = context.clock.wallTime()
        worker.publish(
            links.mapValues { $0.status(now: now, wall: wall) },
            together: packs.values.reduce(0) { $0 + $1.members.count })
    }

    private func obey(_ command: RelayWorker.Command, now: MonotonicTime) {
        switch command {
        case .attach(let id, let address, let log, let needs): attach(id, address, log, needs, now: now)
        case .detach(let id): links[id]?.endPolitely(now: now)
        case .retry(let id): links[id]?.retry(now: now)
        case .forget(let id):
            links.removeValue(forKey: id)?.closeAtOnce(now: now)
            loose[id] = nil
            dropUnusedWindows()
        case .finish:
            finishing = now + context.configuration.destination.endingTimeout
            for link in links.values { link.endPolitely(now: now) }
        }
    }

    private func attach(
        _ id: DestinationID, _ address: PushAddress, _ log: MediaLog, _ needs: MediaNeeds, now: MonotonicTime
    ) {
        guard finishing == nil else { return }
        if let link = links[id] {
            if link.address == address, link.window.log === log, link.needs == needs { return link.want(now: now) }
            link.closeAtOnce(now: now)
        }
        let key = ObjectIdentifier(log)
        let window = windows[key] ?? LogWindow(log: log)
        if windows[key] == nil, context.configuration.isImmediate {
            // What this thread reads itself it sends in the same turn.
            log.listen(self) { [waker = context.loop.waker, me = pthread_self()] in
                if pthread_equal(pthread_self(), me) == 0 { waker.wake() }
            }
        }
        windows[key] = window
        let link = DestinationLink(id: id, address: address, needs: needs, window: window, worker: context)
        links[id] = link
        loose[id] = link
        link.onLeavingPack = { [unowned self] link in if links[link.id] === link { loose[link.id] = link } }
        dropUnusedWindows()
        link.want(now: now)
    }

    private func dropUnusedWindows() {
        let used = Set(links.values.map { ObjectIdentifier($0.window.log) })
        for (key, window) in windows where !used.contains(key) { window.log.forget(listener: self) }
        windows = windows.filter { used.contains($0.key) }
        packs = packs.filter { used.contains($0.key) }
    }
}
