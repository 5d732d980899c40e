import AdapterConformance
import AdapterKit
import BroadcastModel
import Outbound
import Synchronization
import Testing

@testable import SelfHostedAdapter

/// A clock that stands still, so that a reading stays fresh until a test moves it.
final class StandingClock: ClockPort {
    private let now = Mutex(MonotonicTime(nanoseconds: 1))
    func advance(_ duration: Duration) { now.withLock { $0 = $0 + duration } }
    var boot: String { "one" }
    func wallTime() -> WallTime { WallTime(milliseconds: 0) }
    func monotonicTime() -> MonotonicTime { now.withLock { $0 } }
    func sleep(until deadline: MonotonicTime) async throws {}
}

func account(
    _ id: String = "acc-1", server: String, status: String?, control: String? = nil, credential: String? = nil
) -> AdapterAccount {
    var settings = ["server": server, "push": "rtmp://127.0.0.1:1935/live/{account}?key=k"]
    settings["status"] = status
    settings["control"] = control
    return AdapterAccount(
        id: AccountID(id), broadcast: BroadcastID("gala"), settings: settings, credential: credential.map(Secret.init))
}

@Suite(.timeLimit(.minutes(3))) struct `Self-hosted adapter` {
    @Test(arguments: ["nginx-rtmp", "srs"])
    func `passes the exam`(server: String) async {
        let exam = AdapterExam(accounts: [
            account(server: server, status: "http://127.0.0.1:1/stat", control: "http://127.0.0.1:1/control"),
            account(server: server, status: nil),
        ]) { SelfHostedAdapter(sender: $0) }
        #expect(await exam.violations() == [])
    }

    @Test func `can do what its settings allow`() throws {
        let adapter = SelfHostedAdapter(sender: ScriptedSender(""))
        let bare = try adapter.capabilities(of: account(server: "srs", status: nil))
        #expect(bare.start == .onMedia && bare.stop == .onMediaLoss && !bare.hasStatus && bare.numbers.isEmpty)
        let full = try adapter.capabilities(of: account(server: "srs", status: "http://h", control: "http://h"))
        #expect(full.stop == .explicit && full.hasStatus && full.numbers == [.concurrent])
    }

    @Test func `is ready at once, asking nobody, with the template filled`() async throws {
        let sender = ScriptedSender("")
        let candidate = account("head-01", server: "nginx-rtmp", status: "http://h/stat")
        guard case .ready(let address, let handle, nil) = try await SelfHostedAdapter(sender: sender).prepare(candidate)
        else {
            Issue.record("not ready")
            return
        }
        #expect(
            address.whole.reveal() == "rtmp://127.0.0.1:1935/live/head-01?key=k"
                || address.whole.reveal() == "rtmp://127.0.0.1/live/head-01?key=k")
        #expect(StreamPlace(handle) == StreamPlace(application: "live", name: "head-01"))
        #expect(sender.requests.isEmpty)
    }

    @Test(arguments: [
        ("server", "wowza"), ("server", nil), ("push", nil), ("push", "http://h/live/{account}"),
        ("push", "rtmp://h/{acount}/x"),
        ("status", "ftp://h"), ("control", "http://u:p@h/"), ("unheard-of", "x"),
    ])
    func `refuses settings, naming them`(key: String, value: String?) async throws {
        let adapter = SelfHostedAdapter(sender: ScriptedSender(""))
        var candidate = account(server: "nginx-rtmp", status: nil)
        candidate.settings[key] = value
        let fault = #expect(throws: Fault.self) { try adapter.capabilities(of: candidate) }
        #expect(fault?.code == .malformed && fault?.place == key)
        guard case .failed(let same) = try await adapter.prepare(candidate) else {
            Issue.record("prepared all the same")
            return
        }
        #expect(same == fault)
    }

    @Test func `a hundred and seven accounts on one server make one request a second`() async throws {
        let page = try Fixture.read("nginx-stat-busy.xml")
        let sender = ScriptedSender { _ in OutboundReply(status: 200, body: page) }
        let clock = StandingClock()
        let adapter = SelfHostedAdapter(sender: sender, clock: clock)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...107 {
                group.addTask {
                    try await adapter.readNumbers(
                        account("acc-\(number)", server: "nginx-rtmp", status: "http://h/stat"), handle: .none,
                        now: WallTime(milliseconds: 5)
                    ).count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(count == 2, "only two of them are listed; absent is not zero")
        #expect(sender.requests.count == 1)
        clock.advance(.seconds(1))
        let sample = try await adapter.readNumbers(
            account(server: "nginx-rtmp", status: "http://h/stat"), handle: .none, now: WallTime(milliseconds: 5))
        #expect(
            sample == [
                Sample(
                    account: AccountID("acc-1"), kind: .concurrent, value: 2, at: WallTime(milliseconds: 5),
                    source: "nginx-rtmp stat")
            ])
        #expect(sender.requests.count == 2)
        _ = try await adapter.status(account(server: "nginx-rtmp", status: "http://other/stat"), handle: .none)
        #expect(sender.requests.count == 3, "another server is another reading")
    }

    @Test func `bitrate is the difference of bytes by the server's time`() async throws {
        let pages = Mutex([(1000, 100_000), (3000, 600_000), (500, 10)])
        let sender = ScriptedSender { _ in
            let (time, bytes) = pages.withLock { $0.removeFirst() }
            return OutboundReply(
                status: 200,
                body: Array(
                    """
                    <rtmp><server><application><name>live</name><live><stream><name>acc-1</name><time>\(time)</time><bytes_in>\(bytes)</bytes_in>
                    <bw_in>0</bw_in><nclients>1</nclients><publishing/></stream></live></application></server></rtmp>
                    """.utf8))
        }
        let clock = StandingClock()
        let adapter = SelfHostedAdapter(sender: sender, clock: clock)
        let candidate = account(server: "nginx-rtmp", status: "http://h/stat")
        var words: [PlatformWord] = []
        for _ in 0..<3 {
            words.append(try await adapter.status(candidate, handle: .none))
            clock.advance(.seconds(2))
        }
        #expect(words == [.live(bitsPerSecond: nil), .live(bitsPerSecond: 2_000_000), .live(bitsPerSecond: nil)])
    }

    @Test func `what was prepared counts when the template changes`() async throws {
        let page = try Fixture.read("nginx-stat-busy.xml")
        let adapter = SelfHostedAdapter(sender: ScriptedSender { _ in OutboundReply(status: 200, body: page) })
        let handle = StreamPlace(application: "live", name: "acc-2").handle
        #expect(
            try await adapter.status(account("none", server: "nginx-rtmp", status: "http://h"), handle: handle)
                == .live(bitsPerSecond: 167_056))
        #expect(
            try await adapter.status(account("none", server: "nginx-rtmp", status: "http://h"), handle: .none)
                == .offline)
    }

    @Test(arguments: [
        ("1", true), ("0", true), ("12\n", true), ("", false), ("-1", false), ("<html>", false), ("1 session", false),
    ])
    func `ending on nginx counts sessions, and none is success`(body: String, succeeds: Bool) async throws {
        let sender = ScriptedSender(body)
        let adapter = SelfHostedAdapter(sender: sender)
        let candidate = account(server: "nginx-rtmp", status: nil, control: "http://h/control/")
        if succeeds {
            try await adapter.stop(candidate, handle: .none)
        } else {
            await #expect(throws: Fault.self) { try await adapter.stop(candidate, handle: .none) }
        }
        #expect(sender.requests.map(\.url) == ["http://h/control/drop/publisher?app=live&name=acc-1"])
    }

    @Test func `without a control address ending asks nobody`() async throws {
        let sender = ScriptedSender("")
        try await SelfHostedAdapter(sender: sender).stop(account(server: "srs", status: "http://h"), handle: .none)
        #expect(sender.requests.isEmpty)
    }

    @Test(arguments: [("user:pass", "Basic dXNlcjpwYXNz"), ("token", "Bearer token")])
    func `a credential goes into the header that fits it`(credential: String, header: String) async throws {
        let sender = ScriptedSender("<rtmp></rtmp>")
        _ = try await SelfHostedAdapter(sender: sender).status(
            account(server: "nginx-rtmp", status: "http://h", credential: credential), handle: .none)
        #expect(sender.requests.first?.headers.map { "\($0.name): \($0.value)" } == ["Authorization: \(header)"])
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 is that of RFC 4648`(text: String, encoded: String) {
        #expect(ServerEndpoint.base64(text) == encoded)
    }
}
