import AdapterConformance
import AdapterKit
import BroadcastModel
import Testing

@testable import ManualAdapter

@Suite struct `Manual adapter` {
    let adapter = ManualAdapter()

    func account(_ settings: [String: String] = [:], pasted: String? = nil) -> AdapterAccount {
        AdapterAccount(
            id: AccountID("acc-1"), broadcast: BroadcastID("gala"), settings: settings,
            pastedAddress: pasted.map(Secret.init))
    }

    @Test(.timeLimit(.minutes(2))) func `passes the exam`() async {
        let exam = AdapterExam(accounts: [account(), account(["page": "https://live.example.com/rooms"])]) { _ in
            ManualAdapter()
        }
        #expect(await exam.violations() == [])
    }

    @Test func `asks a person for the address, saying where to enter and to find it`() async throws {
        guard case .needsPerson(let plain) = try await adapter.prepare(account()),
            case .needsPerson(let withPage) = try await adapter.prepare(
                account(["page": "https://live.example.com/rooms"]))
        else {
            Issue.record("no person was asked")
            return
        }
        #expect(plain.kind == .pasteAddress && plain.location == "lianbo account set-address acc-1")
        #expect(
            withPage.location.contains("lianbo account set-address acc-1")
                && withPage.location.contains("https://live.example.com/rooms"))
    }

    @Test func `is ready with a good address, untouched`() async throws {
        let text = "rtmps://push.example.com/app/room?txSecret=a%2Fb#c?d"
        guard case .ready(let address, let handle, let validUntil) = try await adapter.prepare(account(pasted: text))
        else {
            Issue.record("not ready")
            return
        }
        #expect(address.whole.reveal() == text && handle == .none && validUntil == nil)
    }

    @Test(arguments: [
        "http://push.example.com/app/canary", "canary", "rtmp://push.example.com", "rtmp://h/app/can\nary",
    ])
    func `asks again for an address that is none, saying why and not what`(pasted: String) async throws {
        guard case .needsPerson(let request) = try await adapter.prepare(account(pasted: pasted)) else {
            Issue.record("no person was asked")
            return
        }
        #expect(request.what.contains("cannot be used") && !"\(request)".contains("canary"))
    }

    @Test(arguments: [["page": "javascript:alert(1)"], ["page": "https://x y"], ["pgae": "https://x"], ["page": ""]])
    func `refuses settings that it cannot use`(settings: [String: String]) throws {
        let fault = #expect(throws: Fault.self) { try adapter.capabilities(of: account(settings)) }
        #expect(fault?.code == .malformed && fault?.place == settings.keys.first)
    }

    @Test func `claims nothing that nobody told it`() async throws {
        let capabilities = try adapter.capabilities(of: account())
        #expect(
            capabilities.start == .external && capabilities.stop == .external && !capabilities.hasStatus
                && capabilities.numbers.isEmpty)
        #expect(try await adapter.readNumbers(account(), handle: .none, now: WallTime(milliseconds: 1)) == [])
        guard case .unknown = try await adapter.status(account(), handle: .none) else {
            Issue.record("it claims to know")
            return
        }
    }
}
