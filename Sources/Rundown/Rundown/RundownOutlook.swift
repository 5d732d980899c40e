package import BroadcastModel

/// What is on, what is next, and how late the programme is: a pure function of plan, as-run and programme time.
package struct RundownOutlook: Hashable, Sendable {
    /// One cue in programme time. Both spans begin where it begins and end where the next of the line may begin.
    package struct Times: Hashable, Sendable {
        package var planned: Span
        /// As it went where it has begun; as it will go if everything goes on as planned from now on.
        package var expected: Span
        /// It was fired.
        package var hasBegun: Bool
    }
    package struct Span: Hashable, Sendable {
        package var start: Duration
        package var end: Duration
        package init(start: Duration, end: Duration) {
            self.start = start
            self.end = end
        }
    }

    /// In order of the sheet.
    package let times: [Times]
    package let current: CueID?
    /// The next of the line; where nothing is left on it, the next beside it.
    package let next: CueID?
    /// Until the cue on air ends; negative when it runs over; nil before air and where it has no length.
    package let remaining: Duration?
    /// Until ``next`` begins; negative when it is overdue (held, or waiting for a hand).
    package let nextIn: Duration?
    /// How much later than planned the cue on air began, or the next one begins, whichever is more; negative: early.
    package let late: Duration
    /// When the last cue of the line ends.
    package let plannedEnd: Duration
    package let expectedEnd: Duration
    /// How much longer than its planned length the programme will be; negative: shorter.
    package let over: Duration
    private let moments: [CueID: Duration]

    /// `now`: programme time; nil before air, when everything is expected as planned.
    package init(_ sheet: CueSheet, at now: Duration?) {
        let planned = Pass.planned(sheet)
        let expected = now.map { Pass.expected(sheet, at: $0) } ?? planned
        times = sheet.cues.indices.map { index in
            Times(
                planned: planned[index], expected: expected[index],
                hasBegun: sheet.state(of: sheet.cues[index].id) == .fired)
        }
        current = sheet.current
        let nextID = (sheet.nextOnLine ?? sheet.next)?.id
        let nextIndex = sheet.cues.firstIndex { $0.id == nextID }
        next = nextIndex.map { sheet.cues[$0].id }
        let currentIndex = sheet.cues.firstIndex { $0.id == sheet.current }
        remaining = now.flatMap { now in
            currentIndex.flatMap { index in
                Pass.natural(sheet.cues[index], began: expected[index].start).map { $0 - now }
            }
        }
        moments = Dictionary(
            sheet.cues.indices.map { (sheet.cues[$0].id, Pass.moment(sheet, $0) ?? expected[$0].start) }
        ) { first, _ in first }
        let moment = next.flatMap { [moments] in moments[$0] }
        nextIn = now.flatMap { now in moment.map { $0 - now } }
        let drifts = [currentIndex, nextIndex].compactMap { $0 }.map { expected[$0].start - planned[$0].start }
        late = now == nil ? .zero : drifts.max { Self.magnitude($0) < Self.magnitude($1) } ?? .zero
        plannedEnd = Pass.end(sheet, planned)
        expectedEnd = Pass.end(sheet, expected)
        over = expectedEnd - sheet.length
    }

    /// When a cue is, or was, to begin by what was settled before it; nil for one that is not on the sheet.
    package func moment(of id: CueID) -> Duration? { moments[id] }

    private static func magnitude(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
}

extension RundownOutlook {
    private enum Pass {
        static func planned(_ sheet: CueSheet) -> [Span] {
            var line = Duration.zero
            return sheet.cues.indices.map { index in
                let cue = sheet.cues[index]
                let start = start(cue, line: line, air: sheet.air)
                guard !cue.kind.isAside else { return Span(start: start, end: start) }
                let span = Span(start: start, end: natural(cue, began: start) ?? openEnd(sheet, index, start))
                line = span.end
                return span
            }
        }

        static func expected(_ sheet: CueSheet, at now: Duration) -> [Span] {
            var line = Duration.zero
            return sheet.cues.indices.map { index in
                let cue = sheet.cues[index]
                let run = sheet.runs[cue.id]
                switch run?.state ?? .pending {
                case .fired:
                    let since = run?.since ?? .zero
                    guard !cue.kind.isAside else { return Span(start: since, end: since) }
                    // It lasted until the next of the line was fired; the one on air goes on at least until now.
                    let end: Duration
                    if let follower = follower(sheet, index) {
                        end = max(since, follower)
                    } else {
                        let natural = natural(cue, began: since) ?? openEnd(sheet, index, since)
                        end = cue.id == sheet.current ? max(now, natural) : natural
                    }
                    line = end
                    return Span(start: since, end: end)
                case .skipped:
                    return Span(start: line, end: line)
                case .pending, .held, .asked:
                    let start = max(now, start(cue, line: line, air: sheet.air))
                    guard !cue.kind.isAside else { return Span(start: start, end: start) }
                    let end = natural(cue, began: start) ?? openEnd(sheet, index, start)
                    line = end
                    return Span(start: start, end: end)
                }
            }
        }

        /// When the last cue of the line ends.
        static func end(_ sheet: CueSheet, _ spans: [Span]) -> Duration {
            zip(sheet.cues, spans).filter { !$0.0.kind.isAside }.map(\.1.end).max() ?? .zero
        }

        /// The end that a cue has of its own, begun at `start`; nil: it ends when the next begins.
        static func natural(_ cue: Cue, began start: Duration) -> Duration? {
            if let until = cue.until { return max(start, until) }
            return cue.length.map { start + $0 }
        }

        /// When a cue is to begin, though that may have passed; nil where it follows what has not begun.
        static func moment(_ sheet: CueSheet, _ index: Int) -> Duration? {
            guard case .after(let gap) = sheet.cues[index].start else { return owed(sheet, index) }
            for above in sheet.cues[..<index].reversed() where !above.kind.isAside {
                guard let run = sheet.runs[above.id] else { return nil }
                switch run.state {
                case .skipped: continue
                case .pending, .held, .asked: return nil
                case .fired:
                    let since = run.since ?? .zero
                    return (natural(above, began: since) ?? since) + .milliseconds(gap)
                }
            }
            return max(.zero, .milliseconds(gap))
        }

        /// A fixed moment; nil for a cue that follows another.
        static func owed(_ sheet: CueSheet, _ index: Int) -> Duration? {
            switch sheet.cues[index].start {
            case .at(let milliseconds): .milliseconds(milliseconds)
            case .clock(let moment): moment - sheet.air
            case .after: nil
            }
        }

        private static func start(_ cue: Cue, line: Duration, air: WallTime) -> Duration {
            switch cue.start {
            case .at(let milliseconds): .milliseconds(milliseconds)
            case .clock(let moment): moment - air
            case .after(let gap): max(.zero, line + .milliseconds(gap))
            }
        }

        /// Where a cue without an end of its own ends: where the next of the line has its moment, or with the programme.
        private static func openEnd(_ sheet: CueSheet, _ index: Int, _ start: Duration) -> Duration {
            for other in sheet.cues.indices[(index + 1)...]
            where !sheet.cues[other].kind.isAside && sheet.state(of: sheet.cues[other].id) != .skipped {
                return owed(sheet, other).map { max(start, $0) } ?? start
            }
            return max(start, sheet.length)
        }

        /// When the next of the line was fired, if it was, after `index`.
        private static func follower(_ sheet: CueSheet, _ index: Int) -> Duration? {
            guard sheet.cues[index].id != sheet.current else { return nil }
            for other in sheet.cues[(index + 1)...]
            where !other.kind.isAside && sheet.state(of: other.id) == .fired {
                return sheet.runs[other.id]?.since
            }
            return nil
        }
    }
}
