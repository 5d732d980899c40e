import NIOCore
import Testing

@testable import Ingest

struct PeerAddressTests {
    @Test func connectionsAreCountedByAddressOrNetwork() throws {
        func peer(_ host: String, _ port: Int = 1) throws -> PeerAddress {
            PeerAddress(try SocketAddress(ipAddress: host, port: port))
        }
        #expect(try peer("10.0.0.1", 1).network == peer("10.0.0.1", 2).network)
        #expect(try peer("10.0.0.1").network != peer("10.0.0.2").network)
        #expect(try peer("2001:db8:1:2::1").network == peer("2001:db8:1:2:ffff::9").network)
        #expect(try peer("2001:db8:1:2::1").network != peer("2001:db8:1:3::1").network)
        #expect(try peer("::ffff:10.0.0.1").network == peer("10.0.0.1").network)
        #expect(try peer("::ffff:10.0.0.1").network != peer("::ffff:10.0.0.2").network)
    }

    @Test func wordsNameHostAndPort() throws {
        #expect(PeerAddress(try SocketAddress(ipAddress: "10.0.0.1", port: 99)).text == "10.0.0.1:99")
        #expect(PeerAddress(try SocketAddress(ipAddress: "2001:db8::1", port: 99)).text == "[2001:db8::1]:99")
        #expect(PeerAddress(nil).text == "unknown")
    }
}
