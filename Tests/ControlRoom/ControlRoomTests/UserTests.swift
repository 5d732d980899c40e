import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

@Suite struct UserTests {
    private let token = Secret("a-token-of-32-random-characters!")

    @Test func `the first start makes one admin, the second none`() async throws {
        let bench = RoomBench()
        #expect(try await bench.room.ensureUser(UserID("admin"), role: .admin, tokenHash: RoomBench.hash(token)))
        #expect(
            try await !bench.room.ensureUser(
                UserID("other"), role: .admin, tokenHash: RoomBench.hash(Secret("another"))))
        #expect(try await bench.room.authenticate(token: token) == Caller(name: "admin", role: .admin))
        #expect(try await bench.room.authenticate(token: Secret("a-token-of-32-random-characters?")) == nil)
        #expect(try await bench.room.authenticate(token: Secret("")) == nil)
    }

    @Test func `a removed or demoted user is that at once`() async throws {
        let bench = RoomBench()
        let admin = RoomBench.hand
        _ = try await bench.room.ensureUser(UserID("admin"), role: .admin, tokenHash: RoomBench.hash(Secret("another")))
        _ = try await bench.room.setUser(UserID("wang"), role: .operator, token: token, by: admin)
        #expect(try await bench.room.authenticate(token: token)?.role == .operator)
        _ = try await bench.room.setUser(UserID("wang"), role: .viewer, token: nil, by: admin)
        #expect(try await bench.room.authenticate(token: token)?.role == .viewer)
        try await bench.room.removeUser(UserID("wang"), by: admin)
        #expect(try await bench.room.authenticate(token: token) == nil)
        let rows = try await bench.room.audit(limit: 10, before: nil, by: admin)
        #expect(rows.map(\.action) == ["user.remove", "user.set", "user.set", "user.set"])
        #expect(!"\(rows)".contains(token.reveal()))
    }

    @Test func `the last admin stays, short tokens and taken ones are refused`() async throws {
        let bench = RoomBench()
        let admin = RoomBench.hand
        _ = try await bench.room.ensureUser(UserID("admin"), role: .admin, tokenHash: RoomBench.hash(token))
        for attempt in 0..<5 {
            let fault = await #expect(throws: Fault.self) {
                switch attempt {
                case 0: try await bench.room.removeUser(UserID("admin"), by: admin)
                case 1: _ = try await bench.room.setUser(UserID("admin"), role: .viewer, token: nil, by: admin)
                case 2:
                    _ = try await bench.room.setUser(UserID("wang"), role: .viewer, token: Secret("short"), by: admin)
                case 3: _ = try await bench.room.setUser(UserID("wang"), role: .viewer, token: token, by: admin)
                default: _ = try await bench.room.setUser(UserID("wang"), role: .viewer, token: nil, by: admin)
                }
            }
            #expect(fault?.code == (attempt == 2 || attempt == 4 ? .malformed : .conflict))
        }
    }

    @Test func `only admins reach users, keys and the audit`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let caller = Caller(name: "wang", role: .operator)
        for attempt in 0..<6 {
            let fault = await #expect(throws: Fault.self) {
                switch attempt {
                case 0: _ = try await bench.room.users(by: caller)
                case 1: try await bench.room.setStreamKey(of: FeedID("main"), to: Secret("key"), by: caller)
                case 2:
                    try await bench.room.setCredential(of: AccountID("acc0"), to: Secret("credential"), by: caller)
                case 3: _ = try await bench.room.audit(limit: 1, before: nil, by: caller)
                case 4: try await bench.room.setMonitorToken(to: Secret("token"), by: caller)
                default: try await bench.room.note(action: "log.level", subject: "log", detail: "debug", by: caller)
                }
            }
            #expect(fault?.code == .forbidden)
        }
    }
}
