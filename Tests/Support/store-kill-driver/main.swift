// Writes to a store without end and says on its output which writes returned, one number a line, until it is killed.
//
//   store-kill-driver DIRECTORY
//
// Every write is one transaction: the broadcast's next revision, an audit entry, an as-run entry and three samples.

import BroadcastModel
import Glibc
import Persistence
import SQLiteStore

guard CommandLine.arguments.count == 2 else {
    print("usage: store-kill-driver DIRECTORY")
    exit(64)
}
let directory = CommandLine.arguments[1]

do {
    let lock = try DataDirectoryLock(directory: directory)
    let store = try SQLiteStore(directory: directory)
    let id = BroadcastID("killed")
    try await store.write { store in
        guard try store.broadcast(id) == nil else { return }
        let plan = BroadcastPlan(
            id: id, title: "killed", start: WallTime(milliseconds: 0), lengthMilliseconds: 1, leadMilliseconds: 0,
            endsByClock: false, hosts: [], guests: [], products: [], feeds: [], accounts: [], cues: []
        )
        try store.insert(BroadcastRecord(plan: plan, programFeed: FeedID("main")))
    }
    while true {
        let number = try await store.write { store in
            guard var record = try store.broadcast(id) else { exit(65) }
            record.revision += 1
            let moment = WallTime(milliseconds: record.revision)
            try store.update(record)
            try store.append(
                AsRunEntry(broadcast: id, at: moment, action: .fired, title: "\(record.revision)", by: "clock"))
            try store.append(
                (0..<3).map {
                    Sample(
                        account: AccountID("a\($0)"), kind: .views, value: record.revision, at: moment, source: "driver"
                    )
                },
                of: id
            )
            try store.append(
                AuditEntry(
                    at: moment, by: "driver", action: "write", subject: "broadcast/killed", revision: record.revision,
                    detail: "")
            )
            return record.revision
        }
        let line = Array("\(number)\n".utf8)
        guard write(STDOUT_FILENO, line, line.count) == line.count else { break }
    }
    withExtendedLifetime(lock) {}
} catch {
    let line = Array("\(error)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(66)
}
