import BroadcastModel
import Testing

@Suite struct PushAddressTests {
    @Test(arguments: [
        ("rtmp://host/app/key", "host", 1935, "app", "key"),
        ("rtmps://host/app/key", "host", 443, "app", "key"),
        ("RTMP://host:19350/app/key?txSecret=1&txTime=2", "host", 19350, "app", "key?txSecret=1&txTime=2"),
        ("rtmp://host/live/room/key", "host", 1935, "live/room", "key"),
        ("rtmp://host/app/?streamname=live_1&key=a/b/c", "host", 1935, "app", "?streamname=live_1&key=a/b/c"),
        ("rtmp://host/app/key?a=b?c=d", "host", 1935, "app", "key?a=b?c=d"),
        ("rtmp://host/app/key%2F%3F#frag", "host", 1935, "app", "key%2F%3F#frag"),
        ("rtmp://[2001:db8::1]:1936/app/key", "2001:db8::1", 1936, "app", "key"),
        ("rtmp://[::1]/app/key", "::1", 1935, "app", "key"),
        ("rtmp://127.0.0.1:1/app/钥匙", "127.0.0.1", 1, "app", "钥匙"),
    ])
    func `an address is split and nothing after the host is changed`(
        text: String, host: String, port: Int, application: String, stream: String
    ) throws {
        let address = try PushAddress(Secret(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.application.reveal() == application)
        #expect(address.streamName.reveal() == stream)
    }

    @Test(arguments: [
        "rtmp://host/app/key", "rtmps://host/app/key?x=1", "rtmp://host:19350/a/b/c?d#e", "rtmp://[::1]/app/key",
        "rtmps://[::1]:444/app/key", "rtmp://host/app/?k=1",
    ])
    func `the whole address comes back byte for byte`(text: String) throws {
        let address = try PushAddress(Secret(text))
        #expect(address.whole.reveal() == text)
        #expect(try PushAddress(address.whole) == address)
    }

    @Test func `only scheme, host and another port than the default are shown`() throws {
        #expect(try PushAddress(Secret("rtmp://host:1935/app/hidden")).displayText == "rtmp://host")
        #expect(try PushAddress(Secret("rtmps://host:443/app/hidden")).displayText == "rtmps://host")
        #expect(try PushAddress(Secret("rtmps://host:8443/app/hidden")).displayText == "rtmps://host:8443")
        #expect(try PushAddress(Secret("rtmp://[::1]:5/app/hidden")).tcURL.reveal() == "rtmp://[::1]:5/app")
        let address = try PushAddress(Secret("rtmp://host/apphidden/hidden?hidden=1"))
        for text in [
            "\(address)", String(reflecting: address), "\(Mirror(reflecting: address).children.map { "\($0)" })",
        ] {
            #expect(!text.contains("hidden"), "\(text)")
        }
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains("hidden"))
    }

    @Test(arguments: [
        "", "hunter2", "http://host/app/hunter2", "host/app/hunter2", "rtmp:/host/app/hunter2", "rtmp://hunter2",
        "rtmp://host/hunter2", "rtmp://host/hunter2/",
        "rtmp://host//hunter2", "rtmp:///app/hunter2", "rtmp://user:hunter2@host/app/key", "rtmp://host:0/app/hunter2",
        "rtmp://host:65536/app/hunter2",
        "rtmp://host:hunter2/app/key", "rtmp://host/app/hunter2 ", "rtmp://host/app/hun\nter2",
        "rtmp://host/app/\u{7F}hunter2", "rtmp://ho\\st/app/hunter2",
        "rtmp://ho#st/app/hunter2", "rtmp://主机/app/hunter2",
    ])
    func `a bad address is refused without repeating it`(text: String) {
        let fault = #expect(throws: Fault.self) { try PushAddress(Secret(text)) }
        #expect(fault?.code == .addressInvalid)
        #expect(fault?.blame == .operatorSide)
        let said = [fault?.message, fault?.place, fault?.cause].compactMap { $0 }.joined()
        #expect(!said.contains("hunter2") && !said.contains("hun\nter2"))
    }
}
