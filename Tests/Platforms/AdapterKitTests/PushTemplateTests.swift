import AdapterKit
import BroadcastModel
import Testing

@Suite struct `Push templates` {
    @Test(arguments: [
        ("rtmp://h/live/{account}", "rtmp://h/live/acc-1"),
        ("rtmp://h:1936/{broadcast}/{account}?s={stream}", "rtmp://h:1936/gala/acc-1?s=a%20b%2F%E4%B8%AD"),
        ("rtmps://h/live/fixed?x=%7B", "rtmps://h/live/fixed?x=%7B"),
        ("rtmp://{account}.example.com/live/x", "rtmp://acc-1.example.com/live/x"),
    ])
    func `are filled, percent-encoded`(template: String, expected: String) throws {
        let filled = try PushTemplate(template, setting: "push").filled(
            account: AccountID("acc-1"), broadcast: BroadcastID("gala"), stream: "a b/中")
        #expect(filled.whole.reveal() == expected)
    }

    @Test(arguments: [
        "rtmp://h/live/{accuont}", "rtmp://h/live/{account", "rtmp://h/live/account}", "rtmp://h/live/{}",
        "rtmp://h/{{account}}/x",
    ])
    func `with other braces are refused without repeating them`(template: String) {
        let fault = #expect(throws: Fault.self) { try PushTemplate(template, setting: "push") }
        #expect(fault?.code == .malformed && fault?.place == "push" && fault?.message.contains("accuont") == false)
    }

    @Test(arguments: ["http://h/live/{account}", "rtmp://h/{account}", "{account}", ""])
    func `that give no push address are refused when filled`(template: String) throws {
        let template = try PushTemplate(template, setting: "push")
        let fault = #expect(throws: Fault.self) {
            try template.filled(account: AccountID("a"), broadcast: BroadcastID("b"), stream: "s")
        }
        #expect(fault?.code == .addressInvalid)
    }

    @Test func `show nothing of themselves`() throws {
        let template = try PushTemplate("rtmp://h/live/{account}?token=canary", setting: "push")
        #expect(!"\(template) \(String(reflecting: template))".contains("canary"))
    }
}

@Suite struct `Interface addresses` {
    @Test func `make URLs below themselves`() throws {
        let base = try InterfaceAddress("http://127.0.0.1:8080/control/", setting: "control")
        #expect(base.url() == "http://127.0.0.1:8080/control")
        #expect(
            base.url("/drop", query: [("app", "live&x=1"), ("name", "中 ?")])
                == "http://127.0.0.1:8080/control/drop?app=live%26x%3D1&name=%E4%B8%AD%20%3F")
    }

    @Test(arguments: [
        "", "ftp://h/", "http://", "http:///x", "http://:80/", "https://u:canary@h/", "http://h/?canary", "http://h/#x",
        "http://h/a b", "//h", "http://h\r\n/",
    ])
    func `that are none are refused, naming the setting`(text: String) {
        let fault = #expect(throws: Fault.self) { try InterfaceAddress(text, setting: "status") }
        #expect(fault?.code == .malformed && fault?.place == "status" && fault?.message.contains("canary") == false)
    }
}
