import BroadcastModel
import Persistence

extension StoreConformance {
    static let logChecks: [Check] = [
        Check(description: "The as-run log counts from 1 in each broadcast and keeps every field") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala, Specimens.kitchen])
            let actions = AsRunEntry.Action.allCases
            try await store.write { store in
                for action in actions {
                    var entry = Specimens.asRun(Specimens.gala, action.rawValue)
                    entry.action = action
                    entry.sequence = 99
                    try store.append(entry)
                }
            }
            try await store.write { store in
                try store.append(
                    AsRunEntry(
                        broadcast: Specimens.kitchen, at: Specimens.moment(3), action: .onAir, title: "开播", by: "li.na")
                )
            }
            let gala = try await store.read { try $0.asRun(of: Specimens.gala) }
            try expect(gala.map(\.sequence), is: Array(1...Int64(actions.count)), "sequences")
            try expect(gala.map(\.action), is: actions, "actions")
            var first = Specimens.asRun(Specimens.gala, actions[0].rawValue)
            first.action = actions[0]
            first.sequence = 1
            try expect(gala.first, is: first, "the first entry")
            let kitchen = try await store.read { try $0.asRun(of: Specimens.kitchen) }
            try expect(
                kitchen,
                is: [
                    AsRunEntry(
                        broadcast: Specimens.kitchen, sequence: 1, at: Specimens.moment(3), action: .onAir, title: "开播",
                        by: "li.na")
                ],
                "the other broadcast's log"
            )
        },
        Check(description: "The audit counts from 1, whatever sequence it was handed, and pages from the newest") {
            store in
            try await store.write { store in
                for number in 1...25 {
                    var entry = Specimens.audit("feed/main", detail: "entry \(number)")
                    entry.sequence = 1000
                    try store.append(entry)
                }
            }
            var seen: [AuditEntry] = []
            var sizes: [Int] = []
            var before: Int64?
            while true {
                let edge = before
                let page = try await store.read { try $0.audit(limit: 10, before: edge) }
                sizes.append(page.count)
                guard let last = page.last, sizes.count < 10 else { break }
                seen += page
                before = last.sequence
            }
            try expect(sizes, is: [10, 10, 5, 0], "page sizes")
            try expect(seen.map(\.sequence), is: (1...25).reversed(), "sequences")
            var last = Specimens.audit("feed/main", detail: "entry 25")
            last.sequence = 25
            try expect(seen.first, is: last, "the newest entry")
            let one = try await store.read { try $0.audit(limit: 1, before: nil).map(\.sequence) }
            try expect(one, is: [25], "a page of one")
            let all = try await store.read { try $0.audit(limit: 1000, before: nil).count }
            try expect(all, is: 25, "a page of a thousand")
        },
        Check(description: "The audit of a subject after a revision is what a stale command did not see") { store in
            try await store.write { store in
                for revision: Int64 in 2...6 {
                    try store.append(Specimens.audit("broadcast/gala", revision: revision))
                    try store.append(Specimens.audit("broadcast/galaxy", revision: revision))
                    try store.append(Specimens.audit("broadcast/gala", revision: nil))
                }
            }
            let seen = try await store.read { try $0.audit(subject: "broadcast/gala", afterRevision: 3) }
            try expect(seen.map(\.revision), is: [4, 5, 6], "revisions")
            try expect(Set(seen.map(\.subject)), is: ["broadcast/gala"], "subjects")
            let none = try await store.read { try $0.audit(subject: "broadcast/gala", afterRevision: 6) }
            try expect(none, is: [], "after the last revision")
        },
        Check(description: "A transaction that was rolled back leaves no gap in a log") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            try await store.write { store in
                try store.append(Specimens.audit("feed/main"))
                try store.append(Specimens.asRun(Specimens.gala, "one"))
            }
            try await expectFault(.notAllowed, "the body's own fault") {
                try await store.write { store in
                    try store.append(Specimens.audit("feed/main"))
                    try store.append(Specimens.asRun(Specimens.gala, "lost"))
                    throw Fault(.notAllowed, "no", blame: .operatorSide)
                }
            }
            try await store.write { store in
                try store.append(Specimens.audit("feed/main"))
                try store.append(Specimens.asRun(Specimens.gala, "two"))
            }
            let audit = try await store.read { try $0.audit(limit: 10, before: nil).map(\.sequence) }
            try expect(audit, is: [2, 1], "audit sequences")
            let log = try await store.read { try $0.asRun(of: Specimens.gala).map { "\($0.sequence) \($0.title)" } }
            try expect(log, is: ["1 one", "2 two"], "the as-run log")
        },
    ]
}
