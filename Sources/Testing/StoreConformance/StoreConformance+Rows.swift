import BroadcastModel
import Persistence

extension StoreConformance {
    static let rowChecks: [Check] = [
        Check(description: "Accounts come back as saved, ordered by id, and saving again replaces") { store in
            var changed = Specimens.account("a1")
            changed.account.name = "renamed"
            changed.account.tier = .head
            changed.account.platform = PlatformID("selfhosted")
            changed.account.settings = [:]
            let second = changed
            try await store.write { store in
                for id in ["b", "a1", "a"] { try store.save(Specimens.account(id)) }
                try store.save(second)
            }
            let seen = try await store.read { try $0.accounts() }
            try expect(seen, is: [Specimens.account("a"), second, Specimens.account("b")], "the accounts")
            let one = try await store.read { try $0.account(AccountID("b")) }
            try expect(one, is: Specimens.account("b"), "one account")
        },
        Check(description: "Destinations belong to their broadcast, come ordered, and take every desire") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala, Specimens.kitchen])
            try await store.write { store in
                for id in ["a1", "a2", "a3"] { try store.save(Specimens.account(id)) }
                for (account, desire) in [("a3", DestinationRecord.Desire.on), ("a1", .off), ("a2", .on)] {
                    try store.save(
                        DestinationRecord(id: .init(broadcast: Specimens.gala, account: .init(account)), desire: desire)
                    )
                }
                try store.save(DestinationRecord(id: .init(broadcast: Specimens.kitchen, account: .init("a1"))))
                try store.save(
                    DestinationRecord(id: .init(broadcast: Specimens.gala, account: .init("a2")), desire: .removed))
            }
            let seen = try await store.read { try $0.destinations(of: Specimens.gala).map { "\($0.id) \($0.desire)" } }
            try expect(seen, is: ["gala/a1 off", "gala/a2 removed", "gala/a3 on"], "the destinations")
            let one = try await store.read {
                try $0.destination(.init(broadcast: Specimens.kitchen, account: .init("a1")))
            }
            try expect(one?.desire, is: .on, "the other broadcast's destination")
            let none = try await store.read {
                try $0.destination(.init(broadcast: Specimens.kitchen, account: .init("a2")))
            }
            try expect(none, is: nil, "a destination that nobody saved")
        },
        Check(description: "A destination's tally comes back whole, each its own, and saving again replaces it") {
            store in
            try await Specimens.store(store, broadcasts: [Specimens.gala, Specimens.kitchen])
            let counted = DestinationRecord(
                id: .init(broadcast: Specimens.gala, account: .init("a1")), desire: .off, tally: Specimens.tally)
            let fresh = DestinationRecord(id: .init(broadcast: Specimens.kitchen, account: .init("a1")))
            try await store.write { store in
                try store.save(Specimens.account("a1"))
                try store.save(counted)
                try store.save(fresh)
            }
            let seen = try await store.read { store in
                [
                    try store.destination(counted.id), try store.destinations(of: Specimens.gala).first,
                    try store.destination(fresh.id),
                ]
            }
            try expect(seen, is: [counted, counted, fresh], "the destinations")
            try expect(fresh.tally, is: DestinationTally(), "the tally of a destination that achieved nothing")
            var later = counted
            later.tally.version = 13
            later.tally.lastFault = nil
            later.tally.lastFaultAt = nil
            later.tally.reachedAt = nil
            later.tally.isOpen = false
            let wanted = later
            try await store.write { try $0.save(wanted) }
            let replaced = try await store.read { try $0.destinations(of: Specimens.gala) }
            try expect(replaced, is: [wanted], "the destination saved again")
        },
        Check(description: "A destination may be saved before its broadcast and account, in one transaction") { store in
            try await store.write { store in
                try store.save(DestinationRecord(id: .init(broadcast: Specimens.gala, account: .init("a1"))))
                try store.save(CueRecord(broadcast: Specimens.gala, cue: CueID("c1"), run: CueRun(.held)))
                try store.save(Specimens.account("a1"))
                try store.insert(Specimens.broadcast(Specimens.gala))
            }
            let count = try await store.read { try $0.destinations(of: Specimens.gala).count }
            try expect(count, is: 1, "destinations")
        },
        Check(description: "A row that hangs in the air is refused, and its transaction with it") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            let dangling: [@Sendable (any StoreWriter) throws -> Void] = [
                { try $0.save(DestinationRecord(id: .init(broadcast: Specimens.gala, account: .init("nobody")))) },
                {
                    try $0.save(Specimens.account("a1"))
                    try $0.save(DestinationRecord(id: .init(broadcast: Specimens.kitchen, account: .init("a1"))))
                },
                { try $0.save(CueRecord(broadcast: Specimens.kitchen, cue: CueID("c1"), run: CueRun(.fired))) },
                { try $0.append(Specimens.asRun(Specimens.kitchen, "x")) },
                { try $0.append([Specimens.sample("a1", at: 1, 1)], of: Specimens.kitchen) },
            ]
            for (index, save) in dangling.enumerated() {
                try await expectFault(.storageFailed, "dangling row \(index)") {
                    try await store.write { store in
                        try store.append(Specimens.audit("feed/main"))
                        try save(store)
                    }
                }
            }
            let audit = try await store.read { try $0.audit(limit: 10, before: nil) }
            try expect(audit, is: [], "the audit")
        },
        Check(description: "Feeds come back as saved, ordered by id, and saving again renames") { store in
            try await store.write { store in
                for id in ["main", "backup"] { try store.save(FeedRecord(id: FeedID(id), name: id)) }
                try store.save(FeedRecord(id: FeedID("main"), name: "主信号"))
            }
            let seen = try await store.read { try $0.feeds() }
            try expect(
                seen,
                is: [FeedRecord(id: FeedID("backup"), name: "backup"), FeedRecord(id: FeedID("main"), name: "主信号")],
                "the feeds"
            )
            let one = try await store.read { try $0.feed(FeedID("main")) }
            try expect(one?.name, is: "主信号", "one feed")
        },
        Check(description: "Cues keep what became of them last, in their broadcast, ordered by id") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala, Specimens.kitchen])
            let again = CueRun(
                .fired, since: .milliseconds(61_007), count: 2, firedAt: Specimens.moment(8),
                tick: Signature(by: "mei", at: Specimens.moment(9)))
            try await store.write { store in
                for state in CueState.allCases.reversed() {
                    let run = CueRun(state, since: .milliseconds(5), count: 1, firedAt: Specimens.moment(4))
                    try store.save(CueRecord(broadcast: Specimens.gala, cue: CueID("c-\(state.rawValue)"), run: run))
                }
                try store.save(CueRecord(broadcast: Specimens.kitchen, cue: CueID("c-fired"), run: CueRun(.skipped)))
                try store.save(CueRecord(broadcast: Specimens.gala, cue: CueID("c-fired"), run: again))
                try store.save(CueRecord(broadcast: Specimens.gala, cue: CueID("c-held"), run: CueRun(.pending)))
            }
            let seen = try await store.read { try $0.cues(of: Specimens.gala) }
            try expect(
                seen.map { "\($0.cue) \($0.run.state)" },
                is: ["c-asked asked", "c-fired fired", "c-held pending", "c-pending pending", "c-skipped skipped"],
                "the cues")
            try expect(seen[1].run, is: again, "a cue that was fired again")
            try expect(seen[2].run, is: CueRun(.pending), "a cue that was released")
        },
    ]
}
