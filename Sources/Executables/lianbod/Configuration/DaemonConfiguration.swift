/// Everything that the daemon is told from outside, as plain values. ``load(file:environment:)`` reads it; `lianbod`
/// hands each part to its component. Keys, types, defaults: `DaemonConfiguration+Reading.swift` and `Config/lianbo.yaml`.
struct DaemonConfiguration: Equatable, Sendable {
    /// Where the database and everything else that must survive is kept.
    var dataDirectory = "./var/lianbo"
    /// The key that seals secrets in the database; made at first start, mode 0600. `<data_directory>/secret.key` when not set.
    var secretKeyFile = "./var/lianbo/secret.key"
    /// How long the daemon may take to end its sessions politely.
    var shutdownTimeout: Duration = .seconds(5)
    var log = Log()
    var ingest = Ingest()
    var api = API()
    var relay = Relay()
    var outbound = Outbound()
    var input = Input()
    var figures = Figures()
    var studio = Studio()
    var metrics = Metrics()

    struct Log: Equatable, Sendable {
        enum Level: String, CaseIterable, Sendable { case trace, debug, info, notice, warning, error, critical }
        enum Format: String, CaseIterable, Sendable { case text, json }

        var level: Level = .info
        var format: Format = .text
    }

    /// The RTMP server that encoders publish to.
    struct Ingest: Equatable, Sendable {
        var host = "127.0.0.1"
        /// 0 takes a free one.
        var port = 1935
        /// What others write for this machine; nil: `host`.
        var publicHost: String?
        var handshakeTimeout: Duration = .seconds(5)
        var idleTimeout: Duration = .seconds(15)
        var connectionsPerAddress = 20
        var unauthenticatedConnections = 256
    }

    /// The HTTP interface and dashboard.
    struct API: Equatable, Sendable {
        var host = "127.0.0.1"
        /// 0 takes a free one.
        var port = 8080
        /// Must be true before `host` may be anything but loopback.
        var allowRemote = false
    }

    /// The program log and the senders.
    struct Relay: Equatable, Sendable {
        /// 0 is one a core.
        var threads = 0
        var tick: Duration = .milliseconds(33)
        var logBytes = 32 << 20
        var logDuration: Duration = .seconds(12)
        var stallTimeout: Duration = .seconds(10)
        var lagJump: Duration = .seconds(4)
        var retryBase: Duration = .seconds(1)
        var retryCap: Duration = .seconds(15)
    }

    /// Connections to platforms.
    struct Outbound: Equatable, Sendable {
        var connectTimeout: Duration = .seconds(10)
        /// PEM; the system's authorities when nil.
        var certificateAuthorityFile: String?
        var proxy: String?
        var interface: String?
        /// CIDR blocks.
        var labNetworks: [String] = []
    }

    /// What a broadcast's input must show before it goes on air.
    struct Input: Equatable, Sendable {
        var gate = true
        var steady: Duration = .seconds(2)
    }

    struct Figures: Equatable, Sendable {
        /// A number older than this is shown as stale.
        var staleAfter: Duration = .seconds(60)
        /// Samples older than this are deleted.
        var keep: Duration = .seconds(60 * 86_400)
    }

    struct Studio: Equatable, Sendable {
        /// Whether a slate is made for each program and covers lost input.
        var slate = true
    }

    struct Metrics: Equatable, Sendable {
        /// Whether `/metrics` answers loopback without a token.
        var isPublic = false
    }
}
