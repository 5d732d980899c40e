import AdapterConformance
import AdapterKit
import BroadcastModel
import Outbound
import Synchronization
import Testing

@testable import SelfHostedAdapter

@Suite struct `SRS` {
    /// Answers by the script, one reply a request; the requests are compared afterwards.
    func exchange(_ replies: [(Int, String)]) -> ScriptedSender {
        let left = Mutex(replies[...])
        return ScriptedSender { _ in
            let (status, body) = left.withLock { $0.popFirst() } ?? (599, "")
            return OutboundReply(status: status, body: Array(body.utf8))
        }
    }

    func page(_ streams: [String], server: String = "vid-1") -> String {
        #"{"code":0,"server":"\#(server)","streams":[\#(streams.joined(separator: ","))]}"#
    }

    func stream(_ name: String, cid: String? = "c1", clients: Int = 3) -> String {
        #"{"name":"\#(name)","app":"live","clients":\#(clients),"publish":{"active":\#(cid != nil),"cid":"\#(cid ?? "")"}}"#
    }

    func lines(_ sender: ScriptedSender) -> [String] { sender.requests.map { "\($0.method.rawValue) \($0.url)" } }

    @Test func `tells live, viewers and bitrate`() async throws {
        let body = try Fixture.read("srs-streams.json")
        let sender = ScriptedSender { _ in OutboundReply(status: 200, body: body) }
        let adapter = SelfHostedAdapter(sender: sender)
        let live = account("abc", server: "srs", status: "http://h:1985/")
        let over = account("over", server: "srs", status: "http://h:1985/")
        #expect(try await adapter.status(live, handle: .none) == .live(bitsPerSecond: 2_100_000))
        #expect(try await adapter.status(over, handle: .none) == .offline)
        #expect(
            try await adapter.status(account("none", server: "srs", status: "http://h:1985/"), handle: .none)
                == .offline)
        let samples = try await adapter.readNumbers(live, handle: .none, now: WallTime(milliseconds: 9))
        #expect(
            samples == [
                Sample(
                    account: AccountID("abc"), kind: .concurrent, value: 1, at: WallTime(milliseconds: 9),
                    source: "srs api")
            ])
        #expect(lines(sender).first == "GET http://h:1985/api/v1/streams?start=0&count=100")
    }

    @Test func `reads all pages`() async throws {
        let sender = exchange([
            (200, page((0..<100).map { stream("s\($0)") })), (200, page([stream("last", clients: 8)])),
        ])
        let adapter = SelfHostedAdapter(sender: sender)
        let samples = try await adapter.readNumbers(
            account("last", server: "srs", status: "http://h"), handle: .none, now: WallTime(milliseconds: 1))
        #expect(samples.map(\.value) == [7])
        #expect(lines(sender).last == "GET http://h/api/v1/streams?start=100&count=100")
    }

    @Test func `a code other than 0 is an error in spite of status 200`() async {
        let adapter = SelfHostedAdapter(sender: exchange([(200, #"{"code":1061}"#)]))
        let fault = await #expect(throws: Fault.self) {
            try await adapter.status(account(server: "srs", status: "http://h"), handle: .none)
        }
        #expect(fault?.code == .platformError && fault?.message.contains("1061") == true)
    }

    @Test func `pages of two lives of the server are not mixed`() async {
        let sender = exchange([
            (200, page((0..<100).map { stream("s\($0)") })), (200, page([stream("last")], server: "vid-2")),
        ])
        await #expect(throws: Fault.self) {
            try await SelfHostedAdapter(sender: sender).status(
                account("last", server: "srs", status: "http://h"), handle: .none)
        }
    }

    @Test func `a live stream counts before its ended namesake`() async throws {
        for order in [[stream("a", cid: nil), stream("a")], [stream("a"), stream("a", cid: nil)]] {
            let adapter = SelfHostedAdapter(sender: exchange([(200, page(order))]))
            #expect(
                try await adapter.status(account("a", server: "srs", status: "http://h"), handle: .none)
                    == .live(bitsPerSecond: nil))
        }
    }

    @Test func `ending looks the publisher up and ends it`() async throws {
        let sender = exchange([(200, page([stream("a", cid: "x/1")])), (200, #"{"code":0,"server":"vid-1"}"#)])
        try await SelfHostedAdapter(sender: sender).stop(
            account("a", server: "srs", status: nil, control: "http://h"), handle: .none)
        #expect(
            lines(sender) == ["GET http://h/api/v1/streams?start=0&count=100", "DELETE http://h/api/v1/clients/x%2F1"])
    }

    @Test func `ending what is gone is success`() async throws {
        for listing in [page([]), page([stream("a", cid: nil)])] {
            let sender = exchange([(200, listing)])
            try await SelfHostedAdapter(sender: sender).stop(
                account("a", server: "srs", status: nil, control: "http://h"), handle: .none)
            #expect(sender.requests.count == 1)
        }
    }

    @Test func `an id that went stale is looked up again, once`() async throws {
        let stale: [(Int, String)] = [(200, page([stream("a", cid: "old")])), (200, #"{"code":0,"server":"vid-2"}"#)]
        let sender = exchange(
            stale + [(200, page([stream("a", cid: "new")], server: "vid-2")), (200, #"{"code":0,"server":"vid-2"}"#)])
        try await SelfHostedAdapter(sender: sender).stop(
            account("a", server: "srs", status: nil, control: "http://h"), handle: .none)
        #expect(
            lines(sender).filter { $0.hasPrefix("DELETE") } == [
                "DELETE http://h/api/v1/clients/old", "DELETE http://h/api/v1/clients/new",
            ])
        let missing = exchange([(200, page([stream("a")])), (404, ""), (200, page([stream("a", cid: nil)]))])
        try await SelfHostedAdapter(sender: missing).stop(
            account("a", server: "srs", status: nil, control: "http://h"), handle: .none)
        #expect(missing.requests.count == 3)
        let refusing = exchange(
            Array(repeating: [(200, page([stream("a")])), (200, #"{"code":2049,"server":"vid-1"}"#)], count: 2).flatMap
            { $0 })
        let fault = await #expect(throws: Fault.self) {
            try await SelfHostedAdapter(sender: refusing).stop(
                account("a", server: "srs", status: nil, control: "http://h"), handle: .none)
        }
        #expect(fault?.message.contains("2049") == true && refusing.requests.count == 4)
    }
}
