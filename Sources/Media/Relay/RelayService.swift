package import BroadcastModel
import Foundation
package import Logging
package import Program
import ServiceLifecycle
import Synchronization

/// The relay: a few plain threads, each with its share of the destinations.
///
/// ``run()`` owns the threads; it starts them and waits until a graceful shutdown has ended every session politely.
/// Commands may be posted before and after; without threads they have no effect.
package final class RelayService: RelayPort, Service {
    private let workers: [RelayWorker]
    /// Which worker serves a destination, for as long as it is known.
    private let assigned = Mutex<[DestinationID: Int]>([:])

    /// The first thread reads `readers`, just before it sends.
    package init(
        configuration: RelayConfiguration, clock: any ClockPort, readers: FeedReaders? = nil, logger: Logger
    ) {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let count = configuration.threads > 0 ? configuration.threads : cores
        workers = (0..<count).map {
            RelayWorker(
                number: $0, configuration: configuration, clock: clock, readers: $0 == 0 ? readers : nil, logger: logger
            )
        }
    }

    package func run() async throws {
        let ends = workers.map { $0.start() }
        try? await gracefulShutdown()
        for worker in workers { worker.post(.finish) }
        for end in ends { for await _ in end {} }
    }

    package func attach(
        _ id: DestinationID, to address: PushAddress, from log: MediaLog, needs: MediaNeeds = MediaNeeds()
    ) {
        let index = assigned.withLock { assigned in
            if let index = assigned[id] { return index }
            var load = [Int](repeating: 0, count: workers.count)
            for index in assigned.values { load[index] += 1 }
            let index = load.indices.min { load[$0] < load[$1] } ?? 0
            assigned[id] = index
            return index
        }
        workers[index].post(.attach(id, address, log, needs))
    }

    package func detach(_ id: DestinationID) { worker(of: id)?.post(.detach(id)) }
    package func retry(_ id: DestinationID) { worker(of: id)?.post(.retry(id)) }

    package func forget(_ id: DestinationID) {
        let index = assigned.withLock { $0.removeValue(forKey: id) }
        if let index { workers[index].post(.forget(id)) }
    }

    package func statuses(of broadcast: BroadcastID) -> [AccountID: DestinationStatus] {
        var result: [AccountID: DestinationStatus] = [:]
        for worker in workers {
            for (id, status) in worker.statuses() where id.broadcast == broadcast { result[id.account] = status }
        }
        return result
    }

    package var revision: UInt64 { workers.reduce(0) { $0 + $1.revision } }

    /// Destinations that get what everybody gets, in the same few writes, as of the last look; the others cost more each.
    package var together: Int { workers.reduce(0) { $0 + $1.together } }

    private func worker(of id: DestinationID) -> RelayWorker? {
        assigned.withLock { $0[id] }.map { workers[$0] }
    }
}

extension RelayService: CustomStringConvertible {
    /// For the service group's log.
    package var description: String { "relay" }
}
