import ArgumentParser
import ControlWire

struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Inputs (信号源) and the stream keys that encoders show.",
        discussion: """
            Examples:
              lianbo feed list
              lianbo feed generate-key host       # prints what to enter in the encoder, once
              lianbo feed set-pull-address opener # asks where it is pulled from; it is sealed
              lianbo feed preview guest guest.jpg # a small picture of what it brings now
            """,
        subcommands: [
            FeedListCommand.self, FeedSetKeyCommand.self, FeedGenerateKeyCommand.self, FeedSetPullAddressCommand.self,
            FeedSetMonitorTokenCommand.self, FeedPreviewCommand.self,
        ]
    )
}

struct FeedListCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the inputs.")
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let feeds = try await options.client().feeds()
        try show(feeds, Self.table(feeds).text())
    }

    static func table(_ feeds: [FeedDTO]) -> Table {
        Table(
            columns: [
                .text(""), .text("FEED"), .text("SOURCE"), .state("STATE"), .text("KEY"), .number("RATE"),
                .text("PICTURE"), .text("CODECS"), .text("FROM"), .text("NAME"), .text("NOT READY"),
            ],
            rows: feeds.map { feed in
                [
                    feed.isProgram ? "▶" : " ", feed.id, feed.source, state(of: feed),
                    feed.source == "file" || feed.source == "composite" ? "" : feed.hasKey ? "set" : Readable.absent,
                    Readable.bits(feed.bitsPerSecond), picture(of: feed),
                    [feed.videoCodec, feed.audioCodec].compactMap { $0 }.joined(separator: " + "),
                    feed.peer ?? Readable.absent, feed.name,
                    feed.sourceFault.map { "\($0.message) [\($0.blame)]" } ?? feed.notReady.joined(separator: "; "),
                ]
            },
            whenEmpty: "There is no feed yet. A plan brings them: lianbo broadcast plan FILE"
        )
    }

    private static func state(of feed: FeedDTO) -> String {
        guard feed.connected else { return feed.sourceState ?? "idle" }
        return (feed.silentForMilliseconds ?? 0) > 2000 ? "silent" : "connected"
    }

    private static func picture(of feed: FeedDTO) -> String {
        guard let width = feed.width, let height = feed.height else { return Readable.absent }
        return "\(width)×\(height) \(Int(feed.framesPerSecond.rounded())) fps"
    }
}

struct FeedSetKeyCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-key", abstract: "Set a stream key of your own, read from standard input.")
    @Argument(help: "A feed's id, or its beginning.") var feed: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.feedID(feed)
        try await client.setStreamKey(of: id, to: try secret("Stream key of \(id)"))
        try done("The stream key of \(id) is sealed.")
    }
}

struct FeedSetPullAddressCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-pull-address", abstract: "Say where a pulled feed comes from; read from standard input.",
        discussion: """
            For feeds whose plan says `source: pull`: HLS (https://…/x.m3u8), HTTP-FLV, RTSP, RTMP. The whole address is \
            taken for a secret: it is sealed, and shown nowhere again.
            """)
    @Argument(help: "A feed's id, or its beginning.") var feed: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.feedID(feed)
        try await client.setPullAddress(of: id, to: try secret("Pull address of \(id)"))
        try done("The pull address of \(id) is sealed.")
    }
}

struct FeedGenerateKeyCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-key", abstract: "Make a random stream key and print, once, what the encoder needs.",
        discussion:
            "The key is made on this machine. The daemon seals it and never shows it again; an earlier key stops working."
    )
    @Argument(help: "A feed's id, or its beginning.") var feed: String
    @OptionGroup var options: ConnectionOptions

    private struct Entry: Encodable {
        var server: String
        var streamKey: String
    }

    func run() async throws {
        let client = try options.client()
        let id = try await client.feedID(feed)
        let ingest = try await client.status().ingestAddress
        let key = RandomKey.make()
        try await client.setStreamKey(of: id, to: key)
        let entry = Entry(server: "rtmp://\(ingest)/live", streamKey: "\(id)?key=\(key.reveal())")
        try show(entry, "Server:      \(entry.server)\nStream key:  \(entry.streamKey)")
    }
}

struct FeedSetMonitorTokenCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-monitor-token", abstract: "Set the token that players show on the ingest port.")
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        try await options.client().setMonitorToken(to: try secret("Monitor token"))
        try done("The monitor token is sealed.")
    }
}
