import ControlClient
import ControlWire

extension ControlClient {
    func broadcastID(_ text: String) async throws -> String {
        try Shortening.pick(
            text, among: try await broadcasts().map(\.id), what: "broadcast", remedy: "See: lianbo broadcast list")
    }

    /// The board of a broadcast named by a beginning of its id; its revision is what the author of a command has seen.
    func board(like text: String) async throws -> BoardDTO { try await board(of: try await broadcastID(text)) }

    func accountID(_ text: String) async throws -> String {
        try Shortening.pick(
            text, among: try await accounts().map(\.id), what: "account", remedy: "See: lianbo account list")
    }

    func feedID(_ text: String) async throws -> String {
        try Shortening.pick(text, among: try await feeds().map(\.id), what: "feed", remedy: "See: lianbo feed list")
    }
}

extension BoardDTO {
    func destination(like text: String) throws -> DestinationDTO {
        let id = try Shortening.pick(
            text, among: destinations.map(\.account), what: "account",
            remedy: "See: lianbo destination list \(broadcast.id)")
        guard let found = destinations.first(where: { $0.account == id }) else {
            throw CommandFailure("No such account.", .refused)
        }
        return found
    }

    func cueID(_ text: String) throws -> String {
        try Shortening.pick(
            text, among: rundown.cues.map(\.id), what: "cue", remedy: "See: lianbo cue list \(broadcast.id)")
    }
}
