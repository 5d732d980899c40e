import BroadcastModel
import Outbound
import Synchronization

/// What ``CurlClient`` shares with its thread: a queue of jobs in, promises and mailboxes out. Only values cross.
final class CurlThread: Sendable {
    enum Job: Sendable {
        case send(UInt64, OutboundRequest, ReplyPromise)
        case stream(UInt64, OutboundRequest, StreamMailbox)
        /// The mailbox has room again.
        case resume(UInt64)
        /// Its caller lost interest.
        case abort(UInt64)
    }

    private struct Queue {
        var jobs: [Job] = []
        var isStopping = false
    }

    private let rules: OutboundRules
    private let waker: LoopWaker
    private let queue = Mutex(Queue())
    private let lastNumber = Atomic<UInt64>(0)

    init(configuration: OutboundConfiguration) throws {
        rules = try OutboundRules(configuration)
        waker = try LoopWaker()
    }

    /// A number for a job that ``CurlThread/Job/abort(_:)`` may name before the thread has seen it.
    func number() -> UInt64 { lastNumber.wrappingAdd(1, ordering: .relaxed).newValue }

    /// Hands a job over; false once the thread is stopping.
    @discardableResult
    func submit(_ job: Job) -> Bool {
        let accepted = queue.withLock { queue in
            guard !queue.isStopping else { return false }
            queue.jobs.append(job)
            return true
        }
        if accepted { waker.wake() }
        return accepted
    }

    func stop() {
        queue.withLock { $0.isStopping = true }
        waker.wake()
    }

    static let stopped = Fault(
        .shuttingDown, "The daemon is shutting down; the request was not finished.", blame: .ours)

    /// The thread's whole life: returns after ``stop()``, when every caller has been answered.
    func run() {
        let loop: CurlLoop
        do {
            loop = try CurlLoop(rules: rules, waker: waker)
        } catch {
            return refuseEverything(error)
        }
        let running = RunningExchanges()
        while true {
            let (jobs, isStopping) = queue.withLock { queue in
                defer { queue.jobs = [] }
                return (queue.jobs, queue.isStopping)
            }
            for job in jobs { begin(job, on: loop, running: running) }
            if isStopping { break }
            loop.turn(waitingAtMost: .seconds(60))
        }
        for entry in running.all.values {
            loop.drop(entry.exchange)
            entry.fail(Self.stopped)
        }
    }

    private func begin(_ job: Job, on loop: CurlLoop, running: RunningExchanges) {
        switch job {
        case .send(let number, let request, let promise):
            guard !promise.isSettled else { return }
            let sink = ReplyCollector(promise: promise, limit: request.replyLimit) { running.all[number] = nil }
            do {
                let exchange = try loop.perform(request, into: sink)
                running.all[number] = (exchange, { promise.settle(.failure($0)) })
            } catch {
                promise.settle(.failure(error))
            }
        case .stream(let number, let request, let mailbox):
            do {
                let peer = try Peer(url: request.url)
                let sink = StreamSink(mailbox: mailbox, peer: peer.text) { running.all[number] = nil }
                let exchange = try loop.perform(request, into: sink)
                running.all[number] = (exchange, { mailbox.finish(.failure($0)) })
            } catch {
                mailbox.finish(.failure(error))
            }
        case .resume(let number):
            if let entry = running.all[number] { loop.resume(entry.exchange) }
        case .abort(let number):
            if let entry = running.all.removeValue(forKey: number) { loop.drop(entry.exchange) }
        }
    }

    /// There is no loop: whoever waits, and whoever comes, is told why.
    private func refuseEverything(_ error: any Error) {
        let jobs = queue.withLock { queue in
            defer { queue.jobs = [] }
            queue.isStopping = true
            return queue.jobs
        }
        for job in jobs {
            switch job {
            case .send(_, _, let promise): promise.settle(.failure(error))
            case .stream(_, _, let mailbox): mailbox.finish(.failure(error))
            case .resume, .abort: break
            }
        }
    }

    /// Lives on the thread only.
    private final class RunningExchanges {
        var all: [UInt64: (exchange: Exchange, fail: (Fault) -> Void)] = [:]
    }
}
