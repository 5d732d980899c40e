import BroadcastModel
import Testing

@testable import Curl

@Suite struct `Network blocks` {
    @Test(arguments: [
        ("10.20.0.0/16", "10.20.255.1", true), ("10.20.0.0/16", "10.21.0.1", false),
        ("10.20.0.0/15", "10.21.0.1", true),
        ("192.168.1.7", "192.168.1.7", true), ("192.168.1.7", "192.168.1.8", false), ("0.0.0.0/0", "8.8.8.8", true),
        ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe80::1", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ("10.0.0.0/8", "fd00::1", false), ("172.16.0.0/12", "172.31.9.9", true), ("172.16.0.0/12", "172.32.0.0", false),
    ])
    func `contain what their prefix says`(block: String, address: String, expected: Bool) throws {
        let parsed = try #require(NetworkAddress(address))
        #expect(try NetworkBlock(block).contains(parsed) == expected)
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "example.com", "fd00::/129", "10.0.0.0/8/8"])
    func `that cannot be read are refused`(text: String) {
        #expect(throws: Fault.self) { try NetworkBlock(text) }
    }

    @Test func `loopback is known in every spelling`() {
        for host in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost", "LOCALHOST", "a.localhost"] {
            #expect(Peer(host: host, port: 1, secure: false).isLoopback, "\(host)")
        }
        for host in ["128.0.0.1", "::2", "localhost.example.com", "10.0.0.1"] {
            #expect(!Peer(host: host, port: 1, secure: false).isLoopback, "\(host)")
        }
    }
}
