import BroadcastModel
import Persistence
package import Rundown

extension Report {
    /// The rundown as a picture: planned above, as it went below, and where every account saw the slate because of a cut.
    ///
    /// What was ticked off has its mark. While the broadcast is on air it goes as far as now. What has not come has nothing below it.
    package func timeline(_ words: TimelinePicture.Words) -> TimelinePicture {
        let end = board.programClock ?? .zero
        let items = board.rundown.cues.map { view in
            TimelinePicture.Item(
                title: view.cue.title + (view.run.tick == nil ? "" : " ✓"), kind: view.cue.kind, planned: view.planned,
                asRun: view.run.state == .fired
                    ? .init(
                        start: view.expected.start, end: max(view.expected.start, min(end, view.expected.end))) : nil)
        }
        return TimelinePicture(
            title: board.broadcast.plan.title, items: items, plannedEnd: board.broadcast.plan.length, end: end,
            covered: cuts(until: end), words: words)
    }

    private func cuts(until end: Duration) -> [RundownOutlook.Span] {
        guard let air = board.broadcast.airedAt else { return [] }
        var spans: [RundownOutlook.Span] = []
        var began: Duration?
        for entry in asRun {
            let at = max(.zero, min(end, entry.at - air))
            switch entry.action {
            case .cut: began = began ?? at
            case .lifted, .ended, .aborted:
                if let start = began { spans.append(.init(start: start, end: at)) }
                began = nil
            default: break
            }
        }
        if let began { spans.append(.init(start: began, end: end)) }
        return spans
    }
}
