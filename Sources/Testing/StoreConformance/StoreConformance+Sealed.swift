import BroadcastModel
import Persistence

extension StoreConformance {
    static let sealedChecks: [Check] = [
        Check(description: "Sealed bytes come back byte for byte under their reference and no other") { store in
            let everyByte = SealedBytes(keyID: "0badcafe", bytes: Array(0...255))
            let other = SealedBytes(keyID: "0badcafe", bytes: [0])
            let handle = SecretReference.handle(.init(broadcast: Specimens.gala, account: AccountID("a1")))
            try await store.write { store in
                try store.seal(everyByte, as: handle)
                try store.seal(other, as: .pushAddress(AccountID("a1")))
            }
            let seen = try await store.read { try $0.sealed(handle) }
            try expect(seen, is: everyByte, "the sealed bytes")
            let second = try await store.read { try $0.sealed(.pushAddress(AccountID("a1"))) }
            try expect(second, is: other, "another kind of the same owner")
            let none = try await store.read { try $0.sealed(.credential(AccountID("a1"))) }
            try expect(none, is: nil, "a reference that nobody sealed")
        },
        Check(description: "Every kind of secret can be sealed") { store in
            let references = SecretReference.Kind.allCases.map { SecretReference(kind: $0, owner: "o") }
            try await store.write { store in
                for reference in references { try store.seal(SealedBytes(keyID: "1", bytes: [1]), as: reference) }
            }
            let seen = try await store.read { try $0.sealedReferences() }
            try expect(seen, is: references.sorted(), "references")
        },
        Check(description: "Sealing again replaces, removing removes, and references come ordered") { store in
            let references: [SecretReference] = [
                .streamKey(FeedID("main")), .monitorToken, .pushAddress(AccountID("a2")), .pushAddress(AccountID("a1")),
                .handle(.init(broadcast: Specimens.gala, account: AccountID("a1"))),
            ]
            try await store.write { store in
                for reference in references { try store.seal(SealedBytes(keyID: "1", bytes: [1]), as: reference) }
                try store.seal(SealedBytes(keyID: "2", bytes: [2, 2]), as: .monitorToken)
                try store.removeSealed(.pushAddress(AccountID("a2")))
                try store.removeSealed(.pushAddress(AccountID("nobody")))
            }
            let seen = try await store.read { try $0.sealedReferences().map(\.text) }
            try expect(
                seen, is: ["credential|monitor", "handle|gala/a1", "push-address|a1", "stream-key|main"], "references")
            let replaced = try await store.read { try $0.sealed(.monitorToken) }
            try expect(replaced, is: SealedBytes(keyID: "2", bytes: [2, 2]), "the replaced bytes")
            let removed = try await store.read { try $0.sealed(.pushAddress(AccountID("a2"))) }
            try expect(removed, is: nil, "the removed bytes")
        },
    ]
}
