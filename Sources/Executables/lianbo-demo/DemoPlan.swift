import BroadcastModel
import FoundationEssentials
import PlanFile
import Rundown
import TestBench

/// The campaign's plan, shortened in time and pointed at endpoints of this machine.
struct DemoPlan {
    var plan: BroadcastPlan

    /// How much of the length the rundown takes: the last cue is over before the clock ends the programme.
    private static let share = 0.9

    /// Reads the campaign at `file` and shortens it to `length`. It starts at `start`; the clock ends it where `endsByClock`.
    init(file: String, accountCount: Int, length: Duration, start: WallTime, lead: Duration, endsByClock: Bool) throws {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw BenchFailure("There is no plan at \(file). Name one with --plan.")
        }
        let settings = PlatformSettings(optional: [
            "server", "push", "status", "control", "application", "stream", "page", "note",
        ])
        var plan = try PlanFile.read(
            String(decoding: bytes, as: UTF8.self), fileName: file,
            knownPlatforms: [PlatformID("selfhosted"): settings, PlatformID("manual"): settings], now: nil)[0]
        let scale =
            Double(length.milliseconds) * Self.share
            / Double(max(1, Self.lastStart(plan)?.milliseconds ?? plan.lengthMilliseconds))
        for index in plan.cues.indices { plan.cues[index].shorten(by: min(1, scale), air: (plan.start, start)) }
        plan.start = start
        plan.utcOffsetMilliseconds = 0
        plan.lengthMilliseconds = length.milliseconds
        plan.leadMilliseconds = lead.milliseconds
        plan.endsByClock = endsByClock
        plan.accounts = Self.accounts(accountCount, like: plan.accounts)
        self.plan = plan
    }

    /// When the last cue is planned to begin.
    private static func lastStart(_ plan: BroadcastPlan) -> Duration? {
        RundownOutlook(CueSheet(cues: plan.cues, air: plan.start, length: plan.length), at: nil).times.last?.planned
            .start
    }

    /// The campaign's own accounts as far as they go, then more of the same; a few of them head accounts, more of them middle.
    private static func accounts(_ count: Int, like planned: [PlannedAccount]) -> [PlannedAccount] {
        let heads = max(1, count / 20)
        let middles = count / 5
        return (1...count).map { number in
            let text = String(number)
            let padded = String(repeating: "0", count: max(0, 3 - text.count)) + text
            let tier: AccountTier = number <= heads ? .head : number <= heads + middles ? .middle : .longTail
            let known = planned.count >= number ? planned[number - 1] : nil
            return PlannedAccount(
                id: AccountID(known?.id.rawValue ?? "extra-\(padded)"), name: known?.name ?? "账号 \(padded)",
                platform: PlatformID("selfhosted"),
                tier: tier, settings: [:], group: (known ?? planned.last)?.group)
        }
    }
}

extension Cue {
    /// `air`: when the programme was planned, and when it is due instead.
    fileprivate mutating func shorten(by scale: Double, air: (planned: WallTime, now: WallTime)) {
        func scaled(_ milliseconds: Int64) -> Int64 { Int64(Double(milliseconds) * scale) }
        switch start {
        case .at(let at): start = .at(scaled(at))
        case .clock(let moment):
            start = .clock(air.now + .milliseconds(scaled((moment - air.planned).milliseconds)))
        case .after(let gap): start = .after(scaled(gap))
        }
        lengthMilliseconds = lengthMilliseconds.map(scaled)
        untilMilliseconds = untilMilliseconds.map(scaled)
    }
}
