import ArgumentParser

struct BroadcastSwitchCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch", abstract: "Put another feed on air at its next keyframe.")

    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A feed's id, or its beginning.") var feed: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let id = try Shortening.pick(feed, among: board.feeds.map(\.id), what: "feed", remedy: "See: lianbo feed list")
        let after = try await client.switchProgram(of: board.broadcast.id, to: id, revision: board.broadcast.revision)
        try show(after, "\(after.id) takes \(after.programFeed).")
    }
}
