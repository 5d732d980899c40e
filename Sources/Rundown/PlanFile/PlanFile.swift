package import BroadcastModel
package import CheckedYAML

/// Reads a broadcast's plan from YAML, or the plans of a whole series.
///
/// The file's keys, all in one mapping (`?` may be left out):
///
///     id, title          text; the id as Identifier says
///     start              ISO 8601 with offset: 2020-04-12T20:00:00+08:00
///     length             duration, more than 0, at most 24h
///     lead?              duration, 0 to 24h; default 10m
///     end?               by-hand (default) | by-clock
///     campaign?          an id: what it is a part of, with other broadcasts
///     repeat?            { every, on?, times | until, zone?, except? }: see PlanReader.readRepeat. Each broadcast of the series has
///                        the file's id with its date behind it: class-20200414
///     hosts?, guests?    [{ id, name, role?, feed?, arrive?, check? }]; arrive: how long before their cue they are to be here;
///                        check: consent, age or both, before their cue can be fired
///     products?          [{ id, name, price? }]; price in yuan, at most two decimals
///     feeds              [{ id, name?, source? }]; at least one, the first is on air first. source is publish (default),
///                        srt (port, latency?: 20ms to 8s), pull, file (path, loop?), or composite (layout?, duck?,
///                        seats: [{ feed, name?, level?, mute?, priority? }])
///     slate?             { text | image | clip, music? }: what covers lost input
///     backup?            id of a feed other than the first: taken when the one on air falls silent
///     backup_returns?    by-hand (default) | by-itself
///     delay?             safety delay, 0s to 5m; default 0s
///     accounts?          [{ id, name, platform, tier?, group?, settings?, delay? }], or with count, from?: see AccountPattern
///     rundown?           [{ kind, at? | clock? | gap?, length?, until?, late?, by-hand?, id?, title?, assignee?, … }]: see CueReader.
///                        Without at (programme time), clock (time of day by the clock that start is written in, or a whole
///                        moment) and gap, a cue follows the one above it
package struct PlanFile {
    /// One cue as a hand writes it, a YAML mapping with the keys of a plan's rundown, for a plan that exists. `byDefault` is its
    /// id where it gives none.
    package static func readCue(_ text: String, byDefault: CueID, for plan: BroadcastPlan) throws(PlanFaults) -> Cue {
        let faults = YAMLFaultList()
        var cue: Cue?
        if let root = YAMLDocument.open(text, faults: faults), let fields = YAMLFields(root, faults: faults) {
            cue = reader(for: plan, faults).read(fields, byDefault: byDefault).cue
            fields.refuseUnknown(synonyms: CueReader.synonyms)
        }
        guard faults.isEmpty, let cue else { throw PlanFaults(fileName: "cue", faults) }
        return cue
    }

    /// A whole rundown, a YAML mapping with the one key `rundown`, for a plan that exists; or every fault in it by line.
    package static func readRundown(
        _ text: String, fileName: String, for plan: BroadcastPlan
    ) throws(PlanFaults) -> [Cue] {
        let faults = YAMLFaultList()
        var cues: [Cue] = []
        if let root = YAMLDocument.open(text, faults: faults), let fields = YAMLFields(root, faults: faults) {
            cues = PlanReader(fields, knownPlatforms: nil, now: nil).readRundown(
                reader(for: plan, faults), taken: Set(plan.cues.map(\.id)))
            fields.refuseUnknown()
        }
        guard faults.isEmpty else { throw PlanFaults(fileName: fileName, faults) }
        return cues
    }

    /// A programme that runs over takes cues behind its planned end too.
    private static func reader(for plan: BroadcastPlan, _ faults: YAMLFaultList) -> CueReader {
        CueReader(
            hosts: plan.hosts, guests: plan.guests, products: plan.products, feeds: plan.feeds,
            groups: Set(plan.accounts.compactMap(\.group)), length: PlanLimits.length, start: plan.start,
            utcOffset: plan.utcOffsetMilliseconds, faults: faults)
    }

    /// The plan that `text` says, never none; where it repeats, each broadcast of the series in order of time. Throws every fault
    /// in it by line.
    ///
    /// `knownPlatforms` says which adapters exist and which settings each takes. With `now`, a start before it is a
    /// fault; nil skips that check (rehearsals, examples). A fault's text never repeats a push address or key.
    package static func read(
        _ text: String, fileName: String, knownPlatforms: [PlatformID: PlatformSettings], now: WallTime?
    ) throws(PlanFaults) -> [BroadcastPlan] {
        try read(text, fileName: fileName, platforms: knownPlatforms, now: now)
    }

    /// The same for a rehearsal: any platform with any settings will do, because none is reached, and any start.
    package static func readForRehearsal(_ text: String, fileName: String) throws(PlanFaults) -> [BroadcastPlan] {
        try read(text, fileName: fileName, platforms: nil, now: nil)
    }

    private static func read(
        _ text: String, fileName: String, platforms: [PlatformID: PlatformSettings]?, now: WallTime?
    ) throws(PlanFaults) -> [BroadcastPlan] {
        let faults = YAMLFaultList()
        var plans: [BroadcastPlan] = []
        if let root = YAMLDocument.open(text, faults: faults), let fields = YAMLFields(root, faults: faults) {
            plans = PlanReader(fields, knownPlatforms: platforms, now: now).read()
        }
        guard faults.isEmpty, !plans.isEmpty else {
            throw PlanFaults(fileName: fileName, faults)
        }
        return plans
    }
}

extension PlanFaults {
    /// What a reading of `fileName` found.
    package init(fileName: String, _ faults: YAMLFaultList) {
        self.init(
            fileName: fileName,
            items: faults.sorted.map {
                Item(line: $0.place.line, column: $0.place.column, path: $0.place.path, message: $0.message)
            })
    }
}
