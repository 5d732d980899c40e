import BroadcastModel
import Outbound
import Testing

@testable import Curl

@Suite struct `Egress policy` {
    func policy(_ change: (inout OutboundConfiguration) -> Void = { _ in }) throws -> EgressPolicy {
        var configuration = OutboundConfiguration()
        change(&configuration)
        return try EgressPolicy(configuration)
    }

    func endpoint(_ address: String, _ port: Int = 1935) throws -> NetworkEndpoint {
        NetworkEndpoint(address: try #require(NetworkAddress(address), "\(address)"), port: port)
    }

    static let special: [(AddressKind, [String])] = [
        (.unspecified, ["0.0.0.0", "0.255.255.255", "::", "::ffff:0.0.0.0"]),
        (.loopback, ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::1"]),
        (
            .privateNetwork,
            [
                "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255",
                "fc00::", "fdff:ffff::1", "fec0::1", "::ffff:192.168.1.1", "::10.1.2.3", "::ffff:0:10.1.2.3",
                "64:ff9b::10.1.2.3", "2002:c0a8:101::",
            ]
        ),
        (.carrier, ["100.64.0.0", "100.127.255.255", "64:ff9b::100.64.0.1"]),
        (.linkLocal, ["169.254.0.0", "169.254.255.255", "fe80::1", "febf:ffff::1", "64:ff9b::a9fe:1"]),
        (
            .metadata,
            [
                "169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254",
                "fd20:ce::254", "::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::",
            ]
        ),
        (.multicast, ["224.0.0.0", "239.255.255.255", "ff00::", "ff02::1", "ffff::1", "64:ff9b::224.0.0.1"]),
        (
            .documentation,
            [
                "192.0.2.1", "198.51.100.255", "203.0.113.0", "198.18.0.0", "198.19.255.255", "2001:db8::1", "3fff::1",
                "3fff:fff::1", "2002:cb00:7101::",
            ]
        ),
        (
            .reserved,
            [
                "192.0.0.0", "192.0.0.255", "192.88.99.1", "240.0.0.0", "255.255.255.255", "2001::1", "2001:1ff::1",
                "100::1", "64:ff9b:1::8.8.8.8", "4000::1", "5f00::1", "fbff::1", "::ffff:255.255.255.255",
            ]
        ),
    ]

    @Test func `special addresses are refused in every form, by their kind`() throws {
        let policy = try policy()
        for (kind, addresses) in Self.special {
            for text in addresses {
                let endpoint = try endpoint(text)
                #expect(
                    policy.refusal(of: endpoint, plainHTTP: false) == .address(endpoint.address, kind), "\(text)")
                #expect(
                    policy.refusal(of: endpoint, plainHTTP: true) == .address(endpoint.address, kind), "\(text)")
            }
        }
    }

    @Test(arguments: [
        "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
        "192.88.98.1", "192.88.100.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "168.63.129.17",
        "2000::1", "2001:200::1", "2001:db7::1", "2001:db9::1", "2400:3200::1", "3ffe::1", "3fff:1000::1",
        "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:808:808::1",
    ])
    func `public addresses beside them are allowed`(text: String) throws {
        let policy = try policy()
        #expect(policy.refusal(of: try endpoint(text), plainHTTP: false) == nil)
        #expect(policy.refusal(of: try endpoint(text), plainHTTP: true) == .plainHTTP)
    }

    @Test(arguments: [
        ("127.0.0.0/8", "127.0.0.1", true), ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("127.0.0.0/8", "::1", false),
        ("127.0.0.0/8", "10.0.0.1", false), ("10.20.0.0/16", "10.20.255.255", true),
        ("10.20.0.0/16", "10.21.0.0", false), ("::1/128", "::1", true), ("::1/128", "127.0.0.1", false),
        ("fd00::/8", "fd00:ec2::254", true), ("169.254.169.254", "169.254.169.254", true),
        // What a gateway makes of an address is not that address here.
        ("127.0.0.0/8", "64:ff9b::127.0.0.1", false), ("10.0.0.0/8", "2002:a00:1::1", false),
        ("10.0.0.0/8", "::10.0.0.1", false), ("64:ff9b::/96", "64:ff9b::10.0.0.1", true),
    ])
    func `a lab network lets in what lies in it, on any port and by plain http`(
        block: String, address: String, expected: Bool
    ) throws {
        let policy = try policy { $0.labNetworks = ["203.0.113.0/24", block] }
        for port in [22, 1935, 6379] {
            #expect((policy.refusal(of: try endpoint(address, port), plainHTTP: true) == nil) == expected)
            #expect((policy.refusal(of: try endpoint(address, port), plainHTTP: false) == nil) == expected)
        }
    }

    @Test func `ports are those on which platforms are found`() throws {
        let policy = try policy()
        for port in [80, 443, 1024, 1432, 1435, 1935, 1936, 1985, 2935, 5985 + 2, 8000, 8080, 8443, 8936, 27016, 65535]
        {
            #expect(policy.refusal(of: try endpoint("8.8.8.8", port), plainHTTP: false) == nil, "\(port)")
            #expect(policy.refusal(ofPublicPort: port) == nil, "\(port)")
        }
        for port in [
            0, 1, 22, 25, 79, 81, 389, 442, 444, 445, 1023, 1433, 1434, 2049, 2375, 3306, 3389, 5432, 5900, 6000, 6063,
            6379, 9200, 10250, 11211, 27017, 27019, 65536,
        ] {
            #expect(policy.refusal(of: try endpoint("8.8.8.8", port), plainHTTP: false) == .port, "\(port)")
            #expect(policy.refusal(ofPublicPort: port) == .port, "\(port)")
        }
        let ranges = OutboundConfiguration.usualPorts
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }, "ascending, apart")
        let narrow = try self.policy { $0.publicPorts = [1935...1935] }
        #expect(narrow.refusal(of: try endpoint("8.8.8.8", 443), plainHTTP: false) == .port)
        #expect(narrow.refusal(of: try endpoint("8.8.8.8", 1935), plainHTTP: false) == nil)
    }

    @Test func `whoever may go anywhere still speaks plain http in the lab only`() throws {
        let policy = try policy {
            $0 = .loopback
            $0.reach = .anywhere
        }
        #expect(policy.refusal(of: try endpoint("10.0.0.1", 22), plainHTTP: false) == nil)
        #expect(policy.refusal(of: try endpoint("10.0.0.1", 22), plainHTTP: true) == .plainHTTP)
        #expect(policy.refusal(of: try endpoint("127.0.0.1", 22), plainHTTP: true) == nil)
    }

    @Test func `a refusal says what, why and what to do`() throws {
        let address = try #require(NetworkAddress("10.1.2.3"))
        let named = EgressRefusal.address(address, .privateNetwork)
            .fault(of: Peer(host: "live.example.com", port: 1935, secure: false))
        #expect(named.code == .addressForbidden && named.blame == .operatorSide)
        #expect(
            named.message
                == "live.example.com:1935 may not be connected to: it leads to 10.1.2.3, which is an address of a private network. If it is a server of your own, declare its network under `outbound.lab_networks` in the daemon's configuration."
        )
        let loopback = try #require(NetworkAddress("::1"))
        let numeric = EgressRefusal.address(loopback, .loopback).fault(of: Peer(host: "::1", port: 80, secure: false))
        #expect(numeric.message.hasPrefix("[::1]:80 may not be connected to: it is a loopback address. If it is"))
        #expect(try endpoint("64:ff9b::10.1.2.3").address.description == "64:ff9b::a01:203")
    }
}
