import ControlWire

/// What the demo has seen on the boards so far.
struct NightWatch {
    /// First moment of media accepted, by account, in milliseconds since 1970.
    private(set) var firstMedia: [String: Int64] = [:]
    private(set) var airedAt: Int64?
    private(set) var newest: BoardDTO?

    mutating func take(_ board: BoardDTO) {
        newest = board
        airedAt = airedAt ?? board.broadcast.airedAt
        for destination in board.destinations {
            guard let since = destination.liveSince, firstMedia[destination.account] == nil else { continue }
            firstMedia[destination.account] = since
        }
    }

    /// From air to the first media of the account that was last; nil until all of `accountCount` have had some.
    func secondsToLastFirstMedia(accountCount: Int) -> Double? {
        guard let airedAt, firstMedia.count >= accountCount, let last = firstMedia.values.max() else { return nil }
        return Double(max(0, last - airedAt)) / 1000
    }

    /// One line that says how it goes.
    var status: String {
        guard let board = newest else { return "waiting for the daemon" }
        let parts = [
            Self.clock(board.programClockMilliseconds) ?? board.startsInMilliseconds.map {
                "on air in \(max(0, $0) / 1000) s"
            } ?? board.broadcast.phase,
            "\(board.counts.live)/\(board.counts.total) live"
                + (board.counts.trouble > 0 ? ", \(board.counts.trouble) in trouble" : ""),
            Self.rate(board.destinations.reduce(0) { $0 + $1.bitsPerSecond }),
            board.figures.totals.first { $0.kind == "concurrent" }.map { "\($0.value) viewers" }
                ?? "viewers not read yet",
            board.rundown.cues.first { $0.id == board.rundown.current }.map { "now: \($0.title)" },
            board.rundown.cues.first { $0.id == board.rundown.next }.map { cue in
                "next" + (board.rundown.nextInMilliseconds.map { " in \(max(0, $0) / 1000) s" } ?? "")
                    + ": \(cue.title)"
            },
        ]
        return parts.compactMap { $0 }.joined(separator: " · ")
    }

    private static func clock(_ milliseconds: Int64?) -> String? {
        guard let milliseconds else { return nil }
        let seconds = milliseconds / 1000
        return "on air \(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }

    private static func rate(_ bitsPerSecond: UInt64) -> String { "\(bitsPerSecond / 1_000_000) Mbit/s out" }
}
