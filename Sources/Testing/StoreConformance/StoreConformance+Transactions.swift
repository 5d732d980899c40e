import BroadcastModel
import Persistence

extension StoreConformance {
    private struct BodyError: Error, Equatable { let number: Int }

    static let transactionChecks: [Check] = [
        Check(description: "A body that throws leaves nothing behind and its error comes out unchanged") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            try await store.write { store in
                try store.append([Specimens.sample("a1", at: 1, 1)], of: Specimens.gala)
                try store.seal(SealedBytes(keyID: "1", bytes: [1]), as: .monitorToken)
                try store.save(Specimens.user("wang", hash: 1))
            }
            do {
                try await store.write { store in
                    var next = Specimens.broadcast(Specimens.gala, revision: 2)
                    next.phase = .onAir
                    try store.update(next)
                    try store.insert(Specimens.broadcast(Specimens.kitchen))
                    try store.save(Specimens.account("a1"))
                    try store.save(DestinationRecord(id: .init(broadcast: Specimens.gala, account: .init("a1"))))
                    try store.save(FeedRecord(id: FeedID("main"), name: "main"))
                    try store.save(CueRecord(broadcast: Specimens.gala, cue: CueID("c1"), run: CueRun(.fired)))
                    try store.append(Specimens.asRun(Specimens.gala, "x"))
                    try store.forgetSamples(before: Specimens.moment(9))
                    try store.append(Specimens.audit("broadcast/gala", revision: 2))
                    try store.removeUser(UserID("wang"))
                    try store.removeSealed(.monitorToken)
                    throw BodyError(number: 7)
                }
                throw StoreConformanceFailure("the body's error was swallowed")
            } catch let error as BodyError {
                try expect(error, is: BodyError(number: 7), "the error")
            }
            let left = try await store.read { store in
                [
                    try store.broadcasts() == [Specimens.broadcast(Specimens.gala)], try store.accounts().isEmpty,
                    try store.destinations(of: Specimens.gala).isEmpty, try store.feeds().isEmpty,
                    try store.cues(of: Specimens.gala).isEmpty, try store.asRun(of: Specimens.gala).isEmpty,
                    try store.samples(of: Specimens.gala, since: Specimens.moment(0)).count == 1,
                    try store.audit(limit: 1, before: nil).isEmpty, try store.users().count == 1,
                    try store.sealed(.monitorToken) != nil,
                ]
            }
            try expect(left, is: .init(repeating: true, count: left.count), "what was left")
        },
        Check(description: "An error in a reading body comes out unchanged") { store in
            do {
                _ = try await store.read { _ -> Int in throw BodyError(number: 8) }
                throw StoreConformanceFailure("the body's error was swallowed")
            } catch let error as BodyError {
                try expect(error, is: BodyError(number: 8), "the error")
            }
        },
        Check(description: "A refusal that the body catches spoils nothing of the rest of its transaction") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            try await store.write { store in
                try store.append(Specimens.audit("feed/before"))
                do {
                    try store.insert(Specimens.broadcast(Specimens.gala))
                } catch let fault as Fault where fault.code == .conflict {
                    try store.append(Specimens.audit("feed/after"))
                }
            }
            let seen = try await store.read { try $0.audit(limit: 10, before: nil).map(\.subject) }
            try expect(seen, is: ["feed/after", "feed/before"], "the audit")
        },
        Check(description: "A writing body sees its own changes; the result of a body is handed out") { store in
            let seen = try await store.write { store in
                try store.insert(Specimens.broadcast(Specimens.gala))
                try store.append(Specimens.asRun(Specimens.gala, "x"))
                return try store.asRun(of: Specimens.gala).map(\.sequence)
            }
            try expect(seen, is: [1], "as-run sequences inside the transaction")
        },
        Check(description: "Concurrent writers all get through, one at a time, and none is lost") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            let writers = 20
            let each = 10
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        for number in 0..<each {
                            try await store.write { store in
                                guard var record = try store.broadcast(Specimens.gala) else {
                                    throw BodyError(number: 9)
                                }
                                record.revision += 1
                                try store.update(record)
                                try store.append(
                                    Specimens.audit(
                                        "broadcast/gala", revision: record.revision, detail: "\(writer).\(number)"))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let revision = try await store.read { try $0.broadcast(Specimens.gala)?.revision }
            try expect(revision, is: Int64(1 + writers * each), "the revision")
            let audit = try await store.read { try $0.audit(subject: "broadcast/gala", afterRevision: 1) }
            try expect(audit.map(\.sequence), is: Array(1...Int64(writers * each)), "audit sequences")
            try expect(audit.map(\.revision), is: (2...Int64(1 + writers * each)).map { $0 }, "audited revisions")
            try expect(Set(audit.map(\.detail)).count, is: writers * each, "different writes")
        },
        Check(description: "A reader sees whole transactions while writers write") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<50 {
                        try await store.write { store in
                            try store.append(Specimens.audit("broadcast/gala"))
                            try store.append(Specimens.asRun(Specimens.gala, "x"))
                        }
                    }
                }
                for _ in 0..<3 {
                    group.addTask {
                        var rounds = 0
                        var last = 0
                        while last < 50, rounds < 100_000 {
                            let (log, audit) = try await store.read { store in
                                (
                                    try store.asRun(of: Specimens.gala).count,
                                    try store.audit(limit: 1000, before: nil).count
                                )
                            }
                            try expect(log, is: audit, "as-run entries beside audit entries")
                            try expect(log >= last, "a reader saw fewer entries than before")
                            last = log
                            rounds += 1
                        }
                    }
                }
                try await group.waitForAll()
            }
        },
        Check(description: "A write that returned is seen by every later reader") { store in
            for number: Int64 in 1...50 {
                try await store.write { try $0.append(Specimens.audit("feed/main")) }
                let newest = try await store.read { try $0.audit(limit: 1, before: nil).first?.sequence }
                try expect(newest, is: number, "the newest audit entry")
            }
        },
        Check(description: "A cancelled task's write is whole or nothing, and its caller learns which") { store in
            for _ in 0..<20 {
                let before = try await store.read { try $0.audit(limit: 1000, before: nil).count }
                let writing = Task {
                    try await store.write { store in
                        try store.append(Specimens.audit("feed/one"))
                        try store.append(Specimens.audit("feed/two"))
                    }
                }
                writing.cancel()
                let outcome = await writing.result
                let after = try await store.read { try $0.audit(limit: 1000, before: nil).count }
                switch outcome {
                case .success: try expect(after, is: before + 2, "entries after a write that returned")
                case .failure: try expect(after, is: before, "entries after a write that threw")
                }
            }
        },
    ]
}
