import ArgumentParser
import BroadcastModel
import ControlRoom
import Foundation
import Glibc
import Logging
import Program
import SQLiteStore
import SilentPorts

/// Many broadcasts on air in one control room; half of them fire together, in groups, the others whenever they like.
struct Firing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "firing", abstract: "How long after its moment a cue is on the disk.")

    @Option(help: "Broadcasts on air.")
    var broadcasts = 500

    @Option(help: "Cues of each.")
    var cues = 200

    @Option(help: "Accounts of each.")
    var accounts = 4

    @Option(help: "Broadcasts of a group that have their moments in common.")
    var burst = 50

    @Option(help: "Seconds over which the cues are spread.")
    var seconds = 120

    @Option(help: "Seconds for making the store and preparing accounts, before the first cue.")
    var setup = 60

    @Option(help: "Where the store is made; removed afterwards.")
    var directory = FileManager.default.temporaryDirectory.path

    func run() async throws {
        let folder = "\(directory)/lianbo-cue-bench-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = SystemClock()
        let shows = FiringShows(
            broadcasts: broadcasts, cues: cues, accounts: accounts, burst: burst,
            window: Int64(seconds) * 1000, setup: Int64(setup) * 1000, airedAt: clock.wallTime())
        let store = TimedStore(try SQLiteStore(directory: folder), airedAt: shows.airedAt)
        try await shows.insert(into: store)
        let adapter = SilentAdapter()
        let room = ControlRoom(
            store: store, vault: OpenVault(), relay: SilentRelay(), switchboard: Switchboard(clock: clock),
            adapters: [adapter.platform: adapter], clock: clock, hash: { _ in [] },
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        )
        try await room.recover()
        let running = Task { try await room.run() }
        print("on air \((clock.wallTime() - shows.airedAt).milliseconds) ms after the store was begun")
        while clock.wallTime() < shows.airedAt + .milliseconds(shows.setup) - .seconds(1) {
            try await Task.sleep(for: .milliseconds(100))
        }
        let before = (Usage.now, store.writes.count)
        try await Task.sleep(for: .seconds(seconds + 1))
        let (usage, writes) = (Usage.now - before.0, Array(store.writes.dropFirst(before.1)))
        let owed = broadcasts * cues
        let patience = clock.monotonicTime() + .seconds(600)
        while store.latenesses.count < owed, clock.monotonicTime() < patience {
            try await Task.sleep(for: .milliseconds(100))
        }
        running.cancel()
        try await running.value
        print("cues fired         \(store.latenesses.count) of \(owed)")
        print("late, all          \(Spread(store.latenesses.map(\.late)))")
        print("late, in bursts    \(Spread(store.latenesses.filter { shows.isInBurst($0.broadcast) }.map(\.late)))")
        print("late, others       \(Spread(store.latenesses.filter { !shows.isInBurst($0.broadcast) }.map(\.late)))")
        print("transactions       \(writes.count) in \(seconds + 1) s, each \(Spread(writes))")
        print("the timer alone    \(Spread(try await sleeps(on: clock)))")
        print("the disk alone     \(Spread(try Disk.syncs(in: directory)))")
        print("CPU                \(usage.text(over: Double(seconds + 1)))")
    }

    /// Milliseconds that 300 sleepers wake late with nothing else to do in this process.
    private func sleeps(on clock: any ClockPort) async throws -> [Double] {
        var late: [Double] = []
        for _ in 0..<300 {
            let deadline = clock.monotonicTime() + .milliseconds(7)
            try await clock.sleep(until: deadline)
            late.append(Double((clock.monotonicTime() - deadline).nanoseconds) / 1e6)
        }
        return late
    }
}
