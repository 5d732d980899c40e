import BroadcastModel
import Curl
import Foundation
import Logging
import Program
import Synchronization

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
    }

    private let number: Int
    private let configuration: RelayConfiguration
    private let clock: any ClockPort
    private let logger: Logger
    private let mailbox = Mutex(Mailbox())

    init(number: Int, configuration: RelayConfiguration, clock: any ClockPort, logger: Logger) {
        self.number = number
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

    /// Starts the thread; the stream ends when it has ended. A thread that cannot start libcurl says so and ends.
    func start() -> AsyncStream<Never> {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        let thread = Thread { [self] in
            do {
                let loop = try CurlLoop(configuration: configuration.outbound)
                mailbox.withLock { $0.waker = loop.waker }
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
        thread.name = "relay-\(number)"
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

    fileprivate func publish(_ statuses: [DestinationID: DestinationStatus]) {
        mailbox.withLock { $0.statuses = statuses }
    }
}

/// The state of a worker while its thread runs.
private final class RelayThread {
    private let context: WorkerContext
    private let worker: RelayWorker
    private var links: [DestinationID: DestinationLink] = [:]
    private var windows: [ObjectIdentifier: LogWindow] = [:]
    private var finishing: MonotonicTime?
    private var publishedAt: MonotonicTime?

    init(context: WorkerContext, worker: RelayWorker) {
        self.context = context
        self.worker = worker
    }

    func run() {
        var nextTick = context.clock.monotonicTime()
        while true {
            let now = context.clock.monotonicTime()
            let commands = worker.takeCommands()
            for command in commands { obey(command, now: now) }
            if now >= nextTick {
                tick(now: now)
                nextTick = max(nextTick + context.configuration.tick, now)
            } else if !commands.isEmpty {
                publish(now: now)
            }
            if let finishing, links.values.allSatisfy({ $0.life.isOver }) || now >= finishing { break }
            let isIdle = links.isEmpty && finishing == nil
            context.loop.turn(
                waitingAtMost: isIdle ? .seconds(1) : max(.zero, nextTick - context.clock.monotonicTime()))
        }
        for link in links.values { link.closeAtOnce() }
        publish(now: context.clock.monotonicTime())
    }

    private func tick(now: MonotonicTime) {
        for window in windows.values { window.refresh() }
        for link in links.values { link.tick(now: now) }
        if publishedAt.map({ now - $0 >= .milliseconds(200) }) ?? true { publish(now: now) }
    }

    private func publish(now: MonotonicTime) {
        publishedAt = now
        let wall = context.clock.wallTime()
        worker.publish(links.mapValues { $0.status(now: now, wall: wall) })
    }

    private func obey(_ command: RelayWorker.Command, now: MonotonicTime) {
        switch command {
        case .attach(let id, let address, let log, let needs): attach(id, address, log, needs, now: now)
        case .detach(let id): links[id]?.endPolitely(now: now)
        case .retry(let id): links[id]?.retry(now: now)
        case .forget(let id):
            links.removeValue(forKey: id)?.closeAtOnce()
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
            link.closeAtOnce()
        }
        let key = ObjectIdentifier(log)
        let window = windows[key] ?? LogWindow(log: log)
        windows[key] = window
        let link = DestinationLink(id: id, address: address, needs: needs, window: window, worker: context)
        links[id] = link
        dropUnusedWindows()
        link.want(now: now)
    }

    private func dropUnusedWindows() {
        let used = Set(links.values.map { ObjectIdentifier($0.window.log) })
        windows = windows.filter { used.contains($0.key) }
    }
}
