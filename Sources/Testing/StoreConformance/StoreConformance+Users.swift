import BroadcastModel
import Persistence

extension StoreConformance {
    static let userChecks: [Check] = [
        Check(description: "A user is found by the hash of the token, and by no other") { store in
            try await store.write { store in
                try store.save(Specimens.user("wang", role: .viewer, hash: 2))
                try store.save(Specimens.user("li.na", role: .admin, hash: 1))
            }
            let found = try await store.read { try $0.user(tokenHash: .init(repeating: 1, count: 32)) }
            try expect(found, is: Specimens.user("li.na", role: .admin, hash: 1), "the user")
            let strangers: [[UInt8]] = [.init(repeating: 3, count: 32), .init(repeating: 1, count: 31), []]
            for hash in strangers {
                let nobody = try await store.read { try $0.user(tokenHash: hash) }
                try expect(nobody, is: nil, "the user of a strange hash")
            }
            let all = try await store.read { try $0.users().map(\.id.rawValue) }
            try expect(all, is: ["li.na", "wang"], "users")
        },
        Check(description: "A new token replaces the old one, which opens nothing any more") { store in
            try await store.write { try $0.save(Specimens.user("wang", hash: 1)) }
            try await store.write { try $0.save(Specimens.user("wang", role: .viewer, hash: 9)) }
            let old = try await store.read { try $0.user(tokenHash: .init(repeating: 1, count: 32)) }
            try expect(old, is: nil, "the user of the old token")
            let new = try await store.read { try $0.user(tokenHash: .init(repeating: 9, count: 32)) }
            try expect(new, is: Specimens.user("wang", role: .viewer, hash: 9), "the user of the new token")
        },
        Check(description: "Two users cannot share a token") { store in
            try await store.write { try $0.save(Specimens.user("wang", hash: 1)) }
            try await expectFault(.conflict, "the same token again") {
                try await store.write { try $0.save(Specimens.user("zhao", hash: 1)) }
            }
            let all = try await store.read { try $0.users().map(\.id.rawValue) }
            try expect(all, is: ["wang"], "users")
        },
        Check(description: "A token hash that is not 32 bytes is refused") { store in
            try await expectFault(.storageFailed, "a short hash") {
                try await store.write { store in
                    try store.save(
                        UserRecord(
                            id: UserID("wang"), role: .viewer, tokenHash: [1, 2, 3], createdAt: Specimens.moment(0)))
                }
            }
        },
        Check(description: "A removed user is gone, and removing nobody is no error") { store in
            try await store.write { store in
                try store.save(Specimens.user("wang", hash: 1))
                try store.save(Specimens.user("zhao", hash: 2))
            }
            try await store.write { store in
                try store.removeUser(UserID("wang"))
                try store.removeUser(UserID("nobody"))
            }
            let all = try await store.read { try $0.users().map(\.id.rawValue) }
            try expect(all, is: ["zhao"], "users")
            let gone = try await store.read { try $0.user(tokenHash: .init(repeating: 1, count: 32)) }
            try expect(gone, is: nil, "the removed user's token")
        },
    ]
}
