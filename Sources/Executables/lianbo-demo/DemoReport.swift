/// What came of the demo; written as JSON with these names.
struct DemoReport: Codable, Sendable {
    struct CueAsRun: Codable, Sendable {
        var id: String
        var title: String
        /// fired, skipped, pending or held
        var state: String
        var by: String?
        var lateMilliseconds: Int64?
    }
    struct Shortfall: Codable, Sendable {
        var account: String
        var reason: String
    }

    var passed = false
    /// Why not; empty when it passed.
    var failures: [String] = []
    var broadcast = ""
    var secondsOnAir: Double?
    var accountsPlanned = 0
    /// Accepted media, as the daemon says.
    var accountsReached = 0
    /// Picture and sound of what arrived were decoded.
    var accountsDecodable = 0
    var accountsShort: [Shortfall] = []
    var bytesSent: UInt64 = 0
    var messagesDropped: UInt64 = 0
    var reconnects = 0
    var cuesPlanned = 0
    var cuesFired = 0
    var cuesSkipped = 0
    var worstCueLatenessMilliseconds: Int64?
    var cues: [CueAsRun] = []
    var players = 0
    var peakViewers: Int64?
    /// From air until the last account had taken its first media.
    var secondsToLastFirstMedia: Double?
    var secondsToCheck: Double?

    /// For people.
    var text: String {
        var lines = [
            "",
            passed ? "The night went well." : "The night did not go well:",
        ]
        lines += failures.map { "  - \($0)" }
        lines += [
            "  accounts   \(accountsPlanned) planned, \(accountsReached) reached, \(accountsDecodable) with decodable picture and sound",
            "  sent       \(Self.size(bytesSent)), \(messagesDropped) messages dropped, \(reconnects) reconnects",
            "  first      media at the last account "
                + (secondsToLastFirstMedia.map { "\(Self.short($0)) s after air" } ?? "not seen"),
            "  cues       \(cuesPlanned) planned, \(cuesFired) fired, \(cuesSkipped) skipped"
                + (worstCueLatenessMilliseconds.map { ", the latest by the clock \($0) ms late" } ?? ""),
            "  viewers    " + (peakViewers.map { "\($0) at the peak" } ?? "no number was read")
                + ", \(players) players",
        ]
        if let secondsOnAir { lines.append("  on air     \(Self.short(secondsOnAir)) s") }
        return lines.joined(separator: "\n")
    }

    private static func short(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10)" }

    private static func size(_ bytes: UInt64) -> String {
        bytes < 1_000_000_000 ? "\(bytes / 1_000_000) MB" : "\(Double(bytes / 10_000_000) / 100) GB"
    }
}
