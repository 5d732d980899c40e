import BroadcastModel
import Persistence

extension StoreConformance {
    private static func link(
        _ id: String, name: String, hash: UInt8, of broadcast: BroadcastID = Specimens.gala, expires: WallTime? = nil
    ) -> StageLinkRecord {
        StageLinkRecord(
            broadcast: broadcast, id: StageLinkID(id), name: name, tokenHash: .init(repeating: hash, count: 32),
            createdAt: Specimens.moment(1), createdBy: "li.na", expiresAt: expires)
    }

    static let stageChecks: [Check] = [
        Check(description: "A stage link is found by the hash of its token, and by no other") { store in
            let screen = link("a", name: "主舞台 \"1\"", hash: 1)
            let phone = link("b", name: "手机", hash: 2, expires: Specimens.moment(9))
            try await store.write { store in
                try store.insert(Specimens.broadcast(Specimens.gala))
                try store.insert(Specimens.broadcast(Specimens.kitchen))
                try store.save(phone)
                try store.save(screen)
                try store.save(link("a", name: "手机", hash: 3, of: Specimens.kitchen))
            }
            let all = try await store.read { try $0.stageLinks(of: Specimens.gala) }
            try expect(all, is: [screen, phone], "the links")
            let found = try await store.read { try $0.stageLink(tokenHash: .init(repeating: 2, count: 32)) }
            try expect(found, is: phone, "the link of a token")
            let strangers: [[UInt8]] = [.init(repeating: 4, count: 32), .init(repeating: 1, count: 31), []]
            for hash in strangers {
                let none = try await store.read { try $0.stageLink(tokenHash: hash) }
                try expect(none, is: nil, "the link of a strange token")
            }
        },
        Check(description: "Two stage links share neither token nor, in one broadcast, name") { store in
            try await store.write { store in
                try store.insert(Specimens.broadcast(Specimens.gala))
                try store.save(link("a", name: "screen", hash: 1))
            }
            for other in [link("b", name: "screen", hash: 2), link("b", name: "other", hash: 1)] {
                try await expectFault(.conflict, "a second link") { try await store.write { try $0.save(other) } }
            }
            let all = try await store.read { try $0.stageLinks(of: Specimens.gala).map(\.id.rawValue) }
            try expect(all, is: ["a"], "links")
        },
        Check(description: "A stage link that was removed opens nothing, and its name is free") { store in
            try await store.write { store in
                try store.insert(Specimens.broadcast(Specimens.gala))
                try store.save(link("a", name: "screen", hash: 1))
            }
            try await store.write { store in
                try store.removeStageLink(StageLinkID("a"), of: Specimens.gala)
                try store.removeStageLink(StageLinkID("nobody"), of: Specimens.gala)
                try store.save(link("b", name: "screen", hash: 2))
            }
            let gone = try await store.read { try $0.stageLink(tokenHash: .init(repeating: 1, count: 32)) }
            try expect(gone, is: nil, "the removed link")
        },
        Check(description: "A stage link or message of no broadcast is refused") { store in
            try await expectFault(.storageFailed, "a link in the air") {
                try await store.write { try $0.save(link("a", name: "screen", hash: 1)) }
            }
            try await expectFault(.storageFailed, "a message in the air") {
                try await store.write {
                    try $0.save(StageMessage(text: "x", at: Specimens.moment(1), by: "a"), onStageOf: Specimens.gala)
                }
            }
        },
        Check(description: "A broadcast has one stage message, which can be replaced and taken away") { store in
            let first = StageMessage(text: "再快一点 🙂", at: Specimens.moment(1), by: "clock", cue: CueID("c1"))
            let second = StageMessage(text: "Wrap up", at: Specimens.moment(2), by: "li.na")
            try await store.write { store in
                try store.insert(Specimens.broadcast(Specimens.gala))
                try store.save(first, onStageOf: Specimens.gala)
            }
            try expect(try await store.read { try $0.stageMessage(of: Specimens.gala) }, is: first, "the message")
            try await store.write { try $0.save(second, onStageOf: Specimens.gala) }
            try expect(try await store.read { try $0.stageMessage(of: Specimens.gala) }, is: second, "the new one")
            try await store.write { try $0.save(nil, onStageOf: Specimens.gala) }
            try expect(try await store.read { try $0.stageMessage(of: Specimens.gala) }, is: nil, "the one taken away")
        },
    ]
}
