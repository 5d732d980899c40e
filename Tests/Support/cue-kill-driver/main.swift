// Runs a control room on a store until it is killed, or until every cue of every broadcast is settled.
//
//   cue-kill-driver DIRECTORY
//
// An empty store is given its broadcasts first. It says `up` once the clock runs, and ends with 0 when every cue is fired,
// skipped or asked. Cues for a hand are fired by `driver`, as near to their moment as it comes.

import BroadcastModel
import ControlRoom
import Glibc
import Logging
import Persistence
import Program
import SQLiteStore
import SilentPorts

guard CommandLine.arguments.count == 2 else {
    print("usage: cue-kill-driver DIRECTORY")
    exit(64)
}

do {
    let directory = CommandLine.arguments[1]
    let lock = try DataDirectoryLock(directory: directory)
    let store = try SQLiteStore(directory: directory)
    let clock = SystemClock()
    if try await store.read({ try $0.broadcasts() }).isEmpty {
        try await KilledShow(start: clock.wallTime() + .milliseconds(300)).insert(into: store)
    }
    let adapter = SilentAdapter()
    let room = ControlRoom(
        store: store, vault: OpenVault(), relay: SilentRelay(), switchboard: Switchboard(clock: clock),
        adapters: [adapter.platform: adapter], clock: clock, hash: { _ in [] },
        logger: Logger(label: "driver") { _ in SwiftLogNoOpLogHandler() }
    )
    try await room.recover()
    let running = Task { try await room.run() }
    guard write(STDOUT_FILENO, "up\n", 3) == 3 else { exit(67) }
    let hand = Hand(room: room, store: store, clock: clock)
    try await hand.armDrafts()
    while try await !hand.fireDue() { try await clock.sleep(until: clock.monotonicTime() + .milliseconds(4)) }
    running.cancel()
    try await running.value
    withExtendedLifetime(lock) {}
    exit(0)
} catch {
    let line = Array("\(error)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(66)
}
