import BroadcastModel
import Persistence

extension StoreConformance {
    static let broadcastChecks: [Check] = [
        Check(description: "An empty store answers with nothing") { store in
            let answers = try await store.read { store in
                [
                    try store.broadcasts().isEmpty, try store.broadcast(Specimens.gala) == nil,
                    try store.revision(of: Specimens.gala) == nil,
                    try store.accounts().isEmpty, try store.account(AccountID("a1")) == nil,
                    try store.destinations(of: Specimens.gala).isEmpty, try store.feeds().isEmpty,
                    try store.feed(FeedID("main")) == nil, try store.cues(of: Specimens.gala).isEmpty,
                    try store.asRun(of: Specimens.gala).isEmpty,
                    try store.samples(of: Specimens.gala, since: WallTime(milliseconds: 0)).isEmpty,
                    try store.users().isEmpty, try store.audit(limit: 10, before: nil).isEmpty,
                    try store.audit(subject: "broadcast/gala", afterRevision: 0).isEmpty,
                    try store.sealedReferences().isEmpty,
                ]
            }
            try expect(answers, is: .init(repeating: true, count: answers.count), "empty answers")
        },
        Check(description: "A broadcast comes back as it was inserted, in every phase") { store in
            let records = BroadcastPhase.allCases.map { phase in
                var record = Specimens.broadcast(BroadcastID("b-\(phase.rawValue)"), revision: 7)
                record.phase = phase
                record.programFeed = FeedID("backup")
                record.airedAt = Specimens.moment(-1)
                record.airedBoot = phase == .onAir ? BootTime(boot: "b", nanoseconds: .max) : nil
                record.endedAt = phase.isOver ? Specimens.moment(1) : nil
                record.rundownHeld = phase == .onAir
                record.isCut = phase == .ending
                record.delays = phase == .draft ? [:] : ["main": 20_000, "d60000": 0]
                return record
            }
            try await store.write { store in for record in records { try store.insert(record) } }
            for record in records {
                let seen = try await store.read { try $0.broadcast(record.plan.id) }
                try expect(seen, is: record, "the broadcast")
            }
        },
        Check(description: "Broadcasts come ordered by id") { store in
            try await Specimens.store(
                store, broadcasts: ["m", "a", "z", "a.b", "a-b", "0", "a_b"].map { BroadcastID($0) })
            let seen = try await store.read { try $0.broadcasts().map(\.plan.id.rawValue) }
            try expect(seen, is: ["0", "a", "a-b", "a.b", "a_b", "m", "z"], "the order")
        },
        Check(description: "Inserting a taken id is a conflict and leaves the first as it was") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            try await expectFault(.conflict, "a second insert") {
                try await store.write { store in
                    var second = Specimens.broadcast(Specimens.gala)
                    second.rundownHeld = true
                    try store.insert(second)
                }
            }
            let held = try await store.read { try $0.broadcast(Specimens.gala)?.rundownHeld }
            try expect(held, is: false, "the first one's hold")
        },
        Check(description: "An update with the next revision replaces the whole row") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala, Specimens.kitchen])
            var next = Specimens.broadcast(Specimens.gala, revision: 2)
            next.phase = .onAir
            next.airedAt = Specimens.moment(9)
            next.programFeed = FeedID("backup")
            next.rundownHeld = true
            next.plan.title = "另一个标题"
            let wanted = next
            try await store.write { try $0.update(wanted) }
            let seen = try await store.read { try $0.broadcasts() }
            try expect(seen, is: [wanted, Specimens.broadcast(Specimens.kitchen)], "the broadcasts")
        },
        Check(description: "An update of all but the plan leaves the stored plan, and keeps to revisions") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala, Specimens.kitchen])
            var next = Specimens.broadcast(Specimens.gala, revision: 2)
            next.phase = .onAir
            next.airedAt = Specimens.moment(9)
            next.programFeed = FeedID("backup")
            next.rundownHeld = true
            next.delays = ["main": 20_000]
            next.currentCue = CueID("film")
            next.returnFeed = FeedID("main")
            let wanted = next
            next.plan.title = "另一个标题"
            let given = next
            try await store.write { try $0.updateAllButPlan(of: given) }
            try await expectFault(.staleRevision, "the same once more") {
                try await store.write { try $0.updateAllButPlan(of: given) }
            }
            let (seen, revision) = try await store.read { (try $0.broadcasts(), try $0.revision(of: Specimens.gala)) }
            try expect(seen, is: [wanted, Specimens.broadcast(Specimens.kitchen)], "the broadcasts")
            try expect(revision, is: 2, "the revision alone")
        },
        Check(description: "An update that skips or repeats a revision is stale and changes nothing") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            for revision: Int64 in [0, 1, 3, 100] {
                try await expectFault(.staleRevision, "an update to revision \(revision)") {
                    try await store.write { store in
                        var next = Specimens.broadcast(Specimens.gala, revision: revision)
                        next.phase = .aborted
                        try store.update(next)
                    }
                }
            }
            let seen = try await store.read { try $0.broadcast(Specimens.gala) }
            try expect(seen, is: Specimens.broadcast(Specimens.gala), "the broadcast")
        },
        Check(description: "An update of a broadcast that is not there is stale") { store in
            try await expectFault(.staleRevision, "the update") {
                try await store.write { try $0.update(Specimens.broadcast(Specimens.gala, revision: 2)) }
            }
        },
        Check(description: "Of two commands that saw the same revision one is refused") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            let applied = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            try await store.write { try $0.update(Specimens.broadcast(Specimens.gala, revision: 2)) }
                            return true
                        } catch let fault as Fault where fault.code == .staleRevision {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try expect(applied, is: 1, "commands that were applied")
        },
    ]
}
