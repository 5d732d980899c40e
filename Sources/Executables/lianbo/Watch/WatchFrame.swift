import ControlWire

/// One screen of `broadcast watch`, as lines: a pure function of what is known and how large the screen is.
struct WatchFrame {
    var board: BoardDTO
    var columns: Int
    var rows: Int
    /// Now, in milliseconds since 1970 on this machine, for countdowns to retries.
    var now: Int64
    /// Said in the last line instead of the keys: that the daemon went away.
    var notice: String?
    var paint: Paint

    /// At most `rows` lines of at most `columns` columns each.
    func lines() -> [String] {
        var lines = header()
        lines.append(String(repeating: "─", count: max(0, columns)))
        let room = max(0, rows - lines.count - 1)
        lines += destinations(room: room)
        lines = Array(lines.prefix(max(0, rows - 1)))
        while lines.count < rows - 1 { lines.append("") }
        lines.append(footer())
        return lines
    }

    /// For a pipe: what matters on one line.
    static func summary(_ board: BoardDTO) -> String {
        var parts = [
            "\(board.broadcast.id) \(board.broadcast.phase)\(board.broadcast.rehearses == nil ? "" : " REHEARSAL")",
            clock(board),
            "\(board.counts.live)/\(board.counts.total) live",
            "\(board.counts.trouble) in trouble", "lag \(Readable.lag(worstLag(board)))",
            "out \(Readable.bits(rate(board)))",
        ]
        parts += condition(board.output)
        if let cue = title(board.rundown.current, in: board.rundown) { parts.append("now \(cue)") }
        if let cue = title(board.rundown.next, in: board.rundown) {
            parts.append("next \(cue)" + (board.rundown.nextInMilliseconds.map { " in \(Readable.clock($0))" } ?? ""))
        }
        let cares = board.rundown.cues.count { $0.trouble != nil }
        if cares > 0 { parts.append("\(cares) cue\(cares == 1 ? "" : "s") amiss") }
        parts += board.figures.totals.map {
            "\(Readable.kind($0.kind)) \(Readable.number($0.value, quality: $0.quality, kind: $0.kind))"
        }
        return parts.joined(separator: "  ")
    }

    private func header() -> [String] {
        let broadcast = board.broadcast
        let manner = broadcast.rehearses == nil ? "" : "REHEARSAL "
        let phase = cut(" \(manner)\(broadcast.phase.uppercased()) ")
        var clock = "  \(Self.clock(board))"
        if DisplayWidth.of(phase) + DisplayWidth.of(clock) > columns { clock = "" }
        let titleRoom = max(0, columns - DisplayWidth.of(phase) - DisplayWidth.of(clock))
        let title = DisplayWidth.pad(DisplayWidth.cut(" \(broadcast.title)", to: titleRoom), to: titleRoom)
        var lines = [
            (paint.isOn ? paint(paint(phase, Paint.tint(broadcast.phase)), .inverse) : phase) + paint(title, .strong)
                + paint(clock, .strong)
        ]
        let now = Self.title(board.rundown.current, in: board.rundown) ?? Readable.absent
        lines.append(cut("now   \(now)"))
        var next = "next  \(Self.title(board.rundown.next, in: board.rundown) ?? Readable.absent)"
        if board.rundown.held { next += "  HELD" }
        if let due = board.rundown.nextInMilliseconds {
            next += due < 0 ? "  overdue \(Readable.clock(-due))" : "  in \(Readable.clock(due))"
        }
        lines.append(cut(next))
        let cares = board.rundown.cues.filter { $0.trouble != nil }
        if let first = cares.first, let trouble = first.trouble {
            let more = cares.count > 1 ? "  and \(cares.count - 1) more" : ""
            lines.append(paint(cut("cue   ! \(first.id): \(trouble.text)\(more)"), .bad))
        }
        let counts = board.counts
        var states = "\(counts.live)/\(counts.total) live"
        if counts.trouble > 0 { states += ", \(counts.trouble) in trouble" }
        states += "  out \(Readable.bits(Self.rate(board)))  lag \(Readable.lag(Self.worstLag(board)))"
        let others = counts.byState.filter { $0.key != "live" }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        lines.append(cut("accounts  \(states)\(others.map { "  \($0.value) \($0.key)" }.joined())"))
        let figures = board.figures.totals.map {
            "\(Readable.kind($0.kind)) \(Readable.number($0.value, quality: $0.quality, kind: $0.kind))"
        }
        lines.append(
            cut(
                "figures   \(figures.isEmpty ? Readable.absent : figures.joined(separator: "  "))"
                    + (board.figures.peakConcurrent.map { "  top \(Readable.grouped($0))" } ?? "")))
        for feed in board.feeds where feed.isProgram {
            lines.append(
                cut("program   \(feed.name)  \(feed.connected ? Readable.bits(feed.bitsPerSecond) : "NOT CONNECTED")"))
        }
        for words in board.feeds.compactMap(SeatText.line).prefix(3) { lines.append(cut("co-stream \(words)")) }
        if board.broadcast.airedAt == nil,
            let feed = board.feeds.first(where: { $0.id == board.broadcast.programFeed }),
            !feed.notReady.isEmpty, ["scheduled", "preparing", "ready"].contains(board.broadcast.phase)
        {
            lines.append(paint(cut("input     NOT READY  \(feed.notReady.joined(separator: "; "))"), .bad))
        }
        for warning in board.warnings.prefix(3) {
            let count = warning.accounts.count
            let whom = count == 1 ? warning.accounts[0] : "\(count) accounts"
            lines.append(paint(cut("warning   \(warning.text)  \(whom)"), .strong))
        }
        let condition = Self.condition(board.output)
        if !condition.isEmpty {
            let line = cut("output    \(condition.joined(separator: "  "))")
            lines.append(board.output?.isCut == true ? paint(line, .strong) : line)
        }
        return lines
    }

    /// What is not as it usually is: cut, covered, on the backup, late.
    private static func condition(_ output: OutputDTO?) -> [String] {
        guard let output else { return [] }
        var words: [String] = []
        let covered = output.groups.filter { $0.cover == "until-program" }.map(\.name)
        if output.isCut {
            words.append("CUT")
        } else if output.condition == "covered" {
            words.append("COVERED")
        } else if !covered.isEmpty {
            words.append("COVERED \(covered.joined(separator: ", "))")
        }
        if output.condition == "on-backup" { words.append("BACKUP\(output.feed.map { " \($0)" } ?? "")") }
        let late = output.groups.filter { $0.delayMilliseconds > 0 }
        words += late.map { "delay \($0.name) \(Readable.lag($0.delayMilliseconds))" }
        return words
    }

    private func destinations(room: Int) -> [String] {
        guard room > 1 else { return [] }
        let shown = board.destinations.filter { $0.desire != "removed" }
        guard !shown.isEmpty else {
            return [
                cut("No account is in this broadcast. Add one: lianbo destination add \(board.broadcast.id) ACCOUNT")
            ]
        }
        let fits = shown.count <= room - 1 ? shown.count : max(0, room - 2)
        let table = Table(
            columns: [
                .text("ACCOUNT", limit: 20), .state("STATE"), .number("LAG"), .number("RATE"), .number("SENT"),
                .number("TRY"), .number("RETRY"),
                .text("LAST ERROR"),
            ],
            rows: shown.prefix(fits).map { destination in
                [
                    destination.account, destination.desire == "on" ? destination.state : destination.desire,
                    Readable.lag(destination.lagMilliseconds),
                    Readable.bits(destination.bitsPerSecond), Readable.bytes(destination.bytesSent),
                    "\(destination.attempt)",
                    destination.nextRetryAt.map { "\(max(0, ($0 - now + 999) / 1000)) s" } ?? "",
                    DestinationListCommand.trouble(of: destination),
                ]
            },
            whenEmpty: ""
        )
        var lines = cutPainted(table.lines(Paint(isOn: false)))
        if fits < shown.count {
            lines.append(
                cut("… and \(shown.count - fits) more; all of them: lianbo destination list \(board.broadcast.id)"))
        }
        return lines
    }

    /// Cuts first and colours after, so that no colour is cut in two.
    private func cutPainted(_ lines: [String]) -> [String] {
        let shown = board.destinations.filter { $0.desire != "removed" }
        return lines.enumerated().map { index, line in
            let text = cut(line)
            guard index > 0, index <= shown.count else { return paint(text, .dim) }
            let destination = shown[index - 1]
            let state = destination.desire == "on" ? destination.state : destination.desire
            guard let start = text.firstRange(of: "  \(state)") else { return text }
            let word = text.index(start.lowerBound, offsetBy: 2)
            return String(text[..<word]) + paint(state, Paint.tint(state)) + String(text[start.upperBound...])
        }
    }

    private func footer() -> String {
        if let notice { return paint(cut(notice), .bad) }
        return paint(cut("q quits  ·  revision \(board.broadcast.revision)  ·  \(board.broadcast.id)"), .dim)
    }

    private func cut(_ text: String) -> String { DisplayWidth.cut(text, to: columns) }

    private static func clock(_ board: BoardDTO) -> String {
        if let clock = board.programClockMilliseconds {
            let left =
                board.remainingMilliseconds.map {
                    $0 < 0 ? "  over by \(Readable.clock(-$0))" : "  \(Readable.clock($0)) left"
                } ?? ""
            return Readable.clock(clock) + left
        }
        guard let ahead = board.startsInMilliseconds else { return "" }
        return ahead < 0 ? "due since \(Readable.clock(-ahead))" : "T-\(Readable.clock(ahead))"
    }

    private static func title(_ id: String?, in rundown: RundownDTO) -> String? {
        guard let id, let cue = rundown.cues.first(where: { $0.id == id }) else { return nil }
        return cue.title + (cue.subject.map { $0 == cue.title ? "" : " · \($0)" } ?? "")
    }

    private static func rate(_ board: BoardDTO) -> UInt64 { board.destinations.reduce(0) { $0 &+ $1.bitsPerSecond } }
    private static func worstLag(_ board: BoardDTO) -> Int64 { board.destinations.map(\.lagMilliseconds).max() ?? 0 }
}

extension String {
    /// The first place of `needle`; nil when it is not there.
    fileprivate func firstRange(of needle: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
