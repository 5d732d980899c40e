import AdapterKit
import BroadcastModel
import Curl
import Foundation
import Outbound
import Testing

@testable import SelfHostedAdapter

@Suite(.serialized, .timeLimit(.minutes(2))) struct `With a real nginx-rtmp` {
    let server: NginxServer
    let client: CurlClient
    let adapter: SelfHostedAdapter

    init() throws {
        server = try NginxServer()
        client = try CurlClient(configuration: .loopback)
        adapter = SelfHostedAdapter(sender: client)
    }

    func account(_ id: String, application: String = "live") -> AdapterAccount {
        AdapterAccount(
            id: AccountID(id), broadcast: BroadcastID("gala"),
            settings: [
                "server": "nginx-rtmp", "push": "rtmp://127.0.0.1:\(server.rtmp)/\(application)/{account}?token=t",
                "status": "http://127.0.0.1:\(server.http)/stat", "control": "http://127.0.0.1:\(server.http)/control",
            ])
    }

    func prepared(_ account: AdapterAccount) async throws -> (address: PushAddress, handle: PlatformHandle) {
        guard case .ready(let address, let handle, _) = try await adapter.prepare(account) else {
            throw CancellationError()
        }
        return (address, handle)
    }

    /// Asks until the answer satisfies, for half a minute at most.
    func eventually<Answer>(_ ask: () async throws -> Answer, _ satisfies: (Answer) -> Bool) async throws -> Answer {
        let deadline = Date().addingTimeInterval(30)
        while true {
            let answer = try await ask()
            if satisfies(answer) || Date() > deadline { return answer }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    func isLive(_ word: PlatformWord) -> Bool {
        if case .live = word { true } else { false }
    }

    @Test func `a stream goes live, is watched, is ended, and is gone`() async throws {
        let account = account("head-01")
        let (address, handle) = try await prepared(account)
        let now = WallTime(milliseconds: 77)
        #expect(try await adapter.status(account, handle: handle) == .offline)
        #expect(try await adapter.readNumbers(account, handle: handle, now: now) == [])
        try await adapter.stop(account, handle: handle)

        let publisher = try server.publish(address.whole.reveal())
        #expect(isLive(try await eventually({ try await adapter.status(account, handle: handle) }, isLive)))
        #expect(try await adapter.readNumbers(account, handle: handle, now: now).map(\.value) == [0])
        let players = try [server.play(address.whole.reveal()), server.play(address.whole.reveal())]
        let watched = try await eventually(
            { try await adapter.readNumbers(account, handle: handle, now: now) }, { $0.first?.value == 2 })
        #expect(
            watched == [Sample(account: account.id, kind: .concurrent, value: 2, at: now, source: "nginx-rtmp stat")])
        players[0].stop()
        let fewer = try await eventually(
            { try await adapter.readNumbers(account, handle: handle, now: now) }, { $0.first?.value == 1 })
        #expect(fewer.map(\.value) == [1])
        let word = try await eventually({ try await adapter.status(account, handle: handle) }) { word in
            if case .live(let rate?) = word { rate > 0 } else { false }
        }
        guard case .live(let rate?) = word else {
            Issue.record("no bitrate came: \(word)")
            return
        }
        #expect((10_000...5_000_000).contains(rate))

        players[1].stop()
        try await adapter.stop(account, handle: handle)
        let end = try await eventually({ try await adapter.status(account, handle: handle) }, { $0 == .offline })
        #expect(end == .offline)
        while publisher.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        try await adapter.stop(account, handle: handle)
    }

    @Test func `the server's own relays are no viewers`() async throws {
        let account = account("relayed", application: "copied")
        let (address, handle) = try await prepared(account)
        let publisher = try server.publish(address.whole.reveal())
        let copy = self.account("relayed", application: "live2")
        #expect(
            isLive(try await eventually({ try await adapter.status(copy, handle: .none) }, isLive)),
            "the relay has connected")
        #expect(
            try await adapter.readNumbers(account, handle: handle, now: WallTime(milliseconds: 1)).map(\.value) == [0])
        publisher.stop()
    }

    @Test func `wrong addresses are told by what is wrong with them`() async throws {
        var wrong = account("a")
        wrong.settings["status"] = "http://127.0.0.1:\(server.http)/nothing-here"
        let missing = await #expect(throws: Fault.self) { try await adapter.status(wrong, handle: .none) }
        #expect(missing?.code == .platformError && missing?.message.contains("404") == true)
        wrong.settings["status"] = "http://127.0.0.1:\(server.rtmp)/stat"
        let rtmp = await #expect(throws: Fault.self) { try await adapter.status(wrong, handle: .none) }
        #expect(rtmp.map { [.platformError, .platformUnreachable, .connectTimedOut].contains($0.code) } == true)
        wrong.settings["control"] = "http://127.0.0.1:\(server.http)/stat"
        await #expect(throws: Fault.self) { try await adapter.stop(wrong, handle: .none) }
    }
}
