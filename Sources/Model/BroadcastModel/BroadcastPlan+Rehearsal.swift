extension BroadcastPlan {
    /// The same evening to be rehearsed now, with real pictures and nobody watching: see ``rehearses``.
    ///
    /// Moments of the wall clock become what they are after the planned start, so that the rehearsal goes as the evening will.
    package func rehearsal(_ id: BroadcastID, at now: WallTime) -> BroadcastPlan {
        var plan = self
        plan.rehearses = rehearses ?? self.id
        plan.id = id
        // It stands with its campaign, but a series has no rehearsals among its numbers.
        plan.series = nil
        plan.title = "\(title) · 排练"
        plan.start = now
        for (index, cue) in cues.enumerated() {
            guard case .clock(let moment) = cue.start else { continue }
            plan.cues[index].start = .at(min(max((moment - start).milliseconds, 0), lengthMilliseconds))
        }
        return plan
    }
}
