import FoundationEssentials
import Testing

@testable import lianbod

/// Reads a text with an environment; the faults as they are printed.
private func faults(in text: String, _ environment: [String: String] = [:]) -> [String] {
    do throws(ConfigurationFaults) {
        _ = try DaemonConfiguration.read(text, fileName: "lianbo.yaml", environment: environment)
        return []
    } catch {
        return error.description.split(separator: "\n").map(String.init)
    }
}

private func read(_ text: String, _ environment: [String: String] = [:]) throws -> DaemonConfiguration {
    try DaemonConfiguration.read(text, fileName: "lianbo.yaml", environment: environment)
}

private let shippedFile =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/Config/lianbo.yaml"

struct ConfigurationReadingTests {
    @Test func `the shipped file says the defaults`() throws {
        #expect(try DaemonConfiguration.load(file: shippedFile, environment: [:]) == DaemonConfiguration())
    }

    @Test func `the shipped file explains every key with its variable, its default and whether it is secret`() throws {
        let text = try String(contentsOfFile: shippedFile, encoding: .utf8)
        #expect(DaemonConfiguration.keys.count == 34)
        for key in DaemonConfiguration.keys {
            #expect(text.contains("not secret · \(ConfigurationSource.variable(key))\n"), "\(key)")
            #expect(text.contains("\(key.split(separator: ".").last ?? ""):"), "\(key)")
        }
        #expect(text.components(separatedBy: " · default").count - 1 == DaemonConfiguration.keys.count)
    }

    @Test(arguments: ["", "# nothing\n", "{}", "log:\ningest:\n"])
    func `a file that says nothing means the defaults`(text: String) throws {
        #expect(try read(text) == DaemonConfiguration())
    }

    @Test func `values of the file are taken`() throws {
        let configuration = try read(
            """
            data_directory: /tmp
            shutdown_timeout: 2s
            log: { level: debug, format: json }
            ingest: { host: 0.0.0.0, port: 0, connections_per_address: 5 }
            api: { host: "::1", port: 9090 }
            relay: { threads: 2, tick: 10ms, log_bytes: 64MiB, retry_cap: 00:00:30 }
            outbound: { proxy: "socks5h://127.0.0.1:1080", interface: eth0, lab_networks: [10.0.0.0/8, "fd00::/8"] }
            figures: { keep: 90d }
            studio: { slate: false }
            metrics: { public: true }
            """)
        var expected = DaemonConfiguration()
        expected.dataDirectory = "/tmp"
        expected.secretKeyFile = "/tmp/secret.key"
        expected.shutdownTimeout = .seconds(2)
        expected.log.level = .debug
        expected.log.format = .json
        expected.ingest.host = "0.0.0.0"
        expected.ingest.port = 0
        expected.ingest.connectionsPerAddress = 5
        expected.api.host = "::1"
        expected.api.port = 9090
        expected.relay.threads = 2
        expected.relay.tick = .milliseconds(10)
        expected.relay.logBytes = 64 << 20
        expected.relay.retryCap = .seconds(30)
        expected.outbound.proxy = "socks5h://127.0.0.1:1080"
        expected.outbound.interface = "eth0"
        expected.outbound.labNetworks = ["10.0.0.0/8", "fd00::/8"]
        expected.figures.keep = .seconds(90 * 86_400)
        expected.studio.slate = false
        expected.metrics.isPublic = true
        #expect(configuration == expected)
    }

    @Test func `all faults are listed, with file, line and key, then the environment's`() {
        let text = """
            data_direktory: x
            log:
              level: loud
              colour: red
            ingest:
              port: abc
              handshake_timeout: 5
            api: [8080]
            relay: { tick: 1s, tick: 2s }
            port: 1
            ingest.port: 1935
            connections_per_address: 3
            """
        let found = faults(
            in: text, ["LIANBO_RELAY_THREADS": "many", "LIANBO_INGEST_PROT": "1", "LIANBO_TOKEN": "t0ken", "HOME": "/"])
        #expect(
            found == [
                "lianbo.yaml:1:1: data_direktory: is not a known key; did you mean `data_directory`?",
                "lianbo.yaml:3:3: log.level: must be one of trace, debug, info, notice, warning, error, critical, found \"loud\"",
                "lianbo.yaml:4:3: log.colour: is not a known key; possible here: format, level",
                "lianbo.yaml:6:3: ingest.port: must be a whole number from 0 to 65535, found \"abc\"",
                "lianbo.yaml:7:3: ingest.handshake_timeout: needs a unit, like 90s or 15m, found \"5\"",
                "lianbo.yaml:8:1: api: must be a mapping of keys to values, found a list",
                "lianbo.yaml:9:20: relay.tick: is given twice; the first is on line 9",
                "lianbo.yaml:9:20: relay.tick: must be a duration from 0s to 200ms, found \"2s\"",
                "lianbo.yaml:10:1: port: is not a known key; possible here: api, data_directory, figures, ingest, input, log, metrics, outbound, relay, secret_key_file, shutdown_timeout, studio",
                "lianbo.yaml:11:1: ingest.port: is not a known key; did you mean `ingest: { port: … }`?",
                "lianbo.yaml:12:1: connections_per_address: is not a known key; did you mean `ingest: { connections_per_address: … }`?",
                "environment variable LIANBO_RELAY_THREADS: relay.threads: must be a whole number from 0 to 256, found \"many\"",
                "environment variable LIANBO_INGEST_PROT: unknown: did you mean LIANBO_INGEST_PORT?",
            ]
        )
    }

    @Test func `a file that is no YAML names its line`() {
        #expect(
            faults(in: "log:\n\tlevel: info\n") == [
                "lianbo.yaml:2:1: the file: cannot be read as YAML: a tab stands here; indent with spaces"
            ])
        #expect(faults(in: "- a\n") == ["lianbo.yaml:1:1: the file: must be a mapping of keys to values, found a list"])
    }

    /// For each key a value that is not the default, one that is wrong, and what the variable then says.
    private static let samples: [(key: String, good: String, bad: String)] = [
        ("data_directory", "/tmp", " "), ("secret_key_file", "/tmp/no-such-lianbo.key", " "),
        ("shutdown_timeout", "6s", "11m"),
        ("log.level", "debug", "INFO"), ("log.format", "json", "xml"),
        ("ingest.host", "0.0.0.0", "rtmp://x"), ("ingest.port", "1936", "65536"),
        ("ingest.public_host", "live.example.com", "rtmp://x"),
        ("ingest.handshake_timeout", "6s", "0s"), ("ingest.idle_timeout", "6s", "-6s"),
        ("ingest.connections_per_address", "6", "0"), ("ingest.unauthenticated_connections", "6", "x"),
        ("api.host", "localhost", "127.0.0.1:80"), ("api.port", "8081", "-1"), ("api.allow_remote", "true", "yes"),
        ("relay.threads", "1", "257"), ("relay.tick", "0ms", "201ms"), ("relay.log_bytes", "16MiB", "16MB"),
        ("relay.log_duration", "30s", "1s"),
        ("relay.stall_timeout", "6s", "soon"), ("relay.lag_jump", "6s", "2m"), ("relay.retry_base", "2s", "0s"),
        ("relay.retry_cap", "20s", "1h"),
        ("outbound.connect_timeout", "6s", "2m"), ("outbound.certificate_authority_file", shippedFile, " "),
        ("outbound.proxy", "http://p:3128", "p:3128"),
        ("outbound.interface", "eth0", "a/b"), ("outbound.lab_networks", "10.0.0.0/8, 192.168.0.0/16", "10.0.0.0/33"),
        ("input.gate", "false", "no"), ("input.steady", "5s", "2m"),
        ("figures.stale_after", "6s", "2d"), ("figures.keep", "90d", "1h"), ("studio.slate", "false", "no"),
        ("metrics.public", "true", "TRUE"),
    ]

    @Test func `every key can be set from the environment, over the file, and a wrong value names the variable`() throws
    {
        #expect(Set(Self.samples.map(\.key)) == DaemonConfiguration.keys)
        for (key, good, bad) in Self.samples {
            let variable = ConfigurationSource.variable(key)
            #expect(try read("", [variable: good]) != DaemonConfiguration(), "\(key)")
            let found = faults(in: "", [variable: bad])
            #expect(found.count == 1, "\(key): \(found)")
            #expect(found.first?.hasPrefix("environment variable \(variable): \(key): ") == true, "\(key): \(found)")
        }
    }

    @Test func `the environment wins over the file`() throws {
        let text =
            "ingest: { port: 1 }\noutbound: { proxy: 'http://p:3128', lab_networks: [10.0.0.0/8] }\nlog: { level: debug }\n"
        let environment = [
            "LIANBO_INGEST_PORT": "2", "LIANBO_OUTBOUND_PROXY": "",
            "LIANBO_OUTBOUND_LAB_NETWORKS": "192.168.0.0/16,172.16.0.0/12",
        ]
        let configuration = try read(text, environment)
        #expect(configuration.ingest.port == 2)
        #expect(configuration.outbound.proxy == nil)
        #expect(configuration.outbound.labNetworks == ["192.168.0.0/16", "172.16.0.0/12"])
        #expect(configuration.log.level == .debug)
        #expect(try read(text, ["LIANBO_OUTBOUND_LAB_NETWORKS": ""]).outbound.labNetworks == [])
    }

    @Test func `a wrong value in the file is a fault even where the environment overrides it`() {
        #expect(
            faults(in: "ingest: { port: abc }", ["LIANBO_INGEST_PORT": "2"]) == [
                "lianbo.yaml:1:11: ingest.port: must be a whole number from 0 to 65535, found \"abc\""
            ])
    }

    @Test(
        arguments: [
            ("host", "127.0.0.1", true), ("host", "localhost", true), ("host", "relay-1.example.org", true),
            ("host", "fe80::1", true),
            ("host", "300.0.0.1", false), ("host", "1.2.3", false), ("host", "[::1]", false), ("host", "a..b", false),
            ("host", "-a", false), ("host", "a b", false),
        ] as [(String, String, Bool)])
    func `hosts are names or addresses`(key: String, text: String, isRight: Bool) {
        #expect(faults(in: "", ["LIANBO_INGEST_HOST": text]).isEmpty == isRight)
    }

    @Test(arguments: [
        "10.0.0.0", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0/8", "fd00::/129", "fd00::/8/8", "/8", "lab",
    ])
    func `what is no network is refused`(text: String) {
        #expect(
            faults(in: "outbound:\n  lab_networks:\n    - '\(text)'\n") == [
                "lianbo.yaml:3:7: outbound.lab_networks[0]: must be a network like 10.20.0.0/16, found \"\(text)\""
            ])
    }

    @Test func `a password in the proxy is refused and not repeated`() {
        let found = faults(
            in: "outbound: { proxy: 'http://user:s3cret@p:3128' }", ["LIANBO_OUTBOUND_PROXY": "socks5h://u:s3cret@p:1"])
        #expect(found.count == 2)
        #expect(!found.joined().contains("s3cret"))
        #expect(found.allSatisfy { $0.contains("carries a user or password") })
        #expect(
            faults(in: "outbound: { proxy: 'ftp://p:1' }") == [
                "lianbo.yaml:1:13: outbound.proxy: must be a proxy like http://proxy.example:3128 or socks5h://127.0.0.1:1080, found an address"
            ])
    }

    @Test func `an address that others write has its host as they write it`() {
        #expect(IngestAddress(host: "::1", port: 1935).text == "[::1]:1935")
        let address = IngestAddress(host: "live.example.com", port: 0)
        address.settle(port: 40_000)
        #expect(address.text == "live.example.com:40000")
    }
}
