import AdapterKit
package import BroadcastModel
package import Persistence
import PlanFile

/// Planning: one broadcast, or all of a series at once.
extension ControlRoom {
    /// Throws `malformed` for a plan that repeats: whoever asks for one broadcast gets one.
    package func plan(fileName: String, yaml: String, dryRun: Bool, by caller: Caller) async throws -> BroadcastRecord {
        let plans = try readPlans(yaml, fileName: fileName, by: caller)
        if let series = plans[0].series {
            throw Fault(
                .malformed,
                "The plan repeats: it is \(series.total) broadcasts, not one. Plan all of them by POST /v1/series, or with: lianbo broadcast plan \(fileName)",
                blame: .operatorSide, place: fileName)
        }
        return try await adopt(plans[0], from: fileName, dryRun: dryRun, by: caller)
    }

    package func planAll(
        fileName: String, yaml: String, dryRun: Bool, by caller: Caller
    ) async throws -> [BroadcastRecord] {
        let plans = try readPlans(yaml, fileName: fileName, by: caller)
        return try await adopt(plans, from: fileName, dryRun: dryRun, by: caller)
    }

    private func readPlans(_ yaml: String, fileName: String, by caller: Caller) throws -> [BroadcastPlan] {
        try require(.operator, of: caller)
        let platforms = adapters.mapValues { adapter in
            PlatformSettings(
                required: Set(adapter.settings.filter(\.isRequired).map(\.key)),
                optional: Set(adapter.settings.filter { !$0.isRequired }.map(\.key))
            )
        }
        return try PlanFile.read(yaml, fileName: fileName, knownPlatforms: platforms, now: clock.wallTime())
    }

    /// Takes a plan that was read already.
    package func adopt(
        _ plan: BroadcastPlan, from fileName: String, dryRun: Bool = false, by caller: Caller
    ) async throws -> BroadcastRecord {
        try await adopt([plan], from: fileName, dryRun: dryRun, by: caller)[0]
    }

    /// Takes every one of `plans` or, with a fault that names the one it is about, none.
    private func adopt(
        _ plans: [BroadcastPlan], from fileName: String, dryRun: Bool, by caller: Caller
    ) async throws -> [BroadcastRecord] {
        try require(.operator, of: caller)
        let now = clock.wallTime()
        let records = try plans.map { plan in
            do {
                return try check(plan, from: fileName)
            } catch let fault as Fault where plans.count > 1 {
                throw Fault(
                    fault.code, fault.message, blame: fault.blame,
                    place: fault.place.map { "\(plan.id): \($0)" } ?? plan.id.rawValue, cause: fault.cause)
            }
        }
        guard !dryRun else { return records }

        let snapshots = try await write { writer in
            try records.map { try Self.insert($0, from: fileName, at: now, by: caller, into: writer) }
        }
        for plan in plans {
            for account in plan.accounts { accountRecords[account.id] = AccountRecord(account: account) }
            for feed in plan.feeds {
                feedRecords[feed.id] = FeedRecord(id: feed.id, name: feed.name)
                switchboard.openFeed(feed.id, key: feed.source == .publish ? try? open(.streamKey(feed.id)) : nil)
            }
        }
        for snapshot in snapshots { take(snapshot) }
        return snapshots.map(\.record)
    }

    /// The record of a plan that can be taken.
    private func check(_ plan: BroadcastPlan, from fileName: String) throws -> BroadcastRecord {
        try checkAccounts(of: plan)
        guard let firstFeed = plan.feeds.first else {
            throw Fault(
                .malformed, "The plan names no feed; it needs one at least.", blame: .operatorSide, place: fileName)
        }
        guard rooms[plan.id] == nil else { throw Self.taken(plan) }
        try refuseOtherSources(plan.feeds)
        return BroadcastRecord(plan: plan, programFeed: firstFeed.id)
    }

    /// Throws every fault that adapters find in the accounts' settings, in one.
    private func checkAccounts(of plan: BroadcastPlan) throws {
        var faults: [Fault] = []
        for account in plan.accounts {
            do { _ = try capabilities(of: account, in: plan.id) } catch { faults.append(Self.fault(from: error)) }
        }
        guard let first = faults.first else { return }
        guard faults.count > 1 else { throw first }
        let told = faults.prefix(Self.faultsTold).map { fault in
            fault.place.map { "\($0): \(fault.message)" } ?? fault.message
        }
        let rest = faults.count - told.count
        throw Fault(
            first.code,
            "\(faults.count) accounts are not in order. " + told.joined(separator: " ")
                + (rest > 0 ? " And \(rest) more." : ""),
            blame: first.blame, place: "accounts", cause: first.cause)
    }

    /// As many as a person reads before mending what they have in common.
    private static let faultsTold = 10

    private static func insert(
        _ record: BroadcastRecord, from fileName: String, at now: WallTime, by caller: Caller,
        into writer: any StoreWriter
    ) throws -> BroadcastSnapshot {
        let plan = record.plan
        if try writer.broadcast(plan.id) != nil { throw taken(plan) }
        try writer.insert(record)
        let isFirst = plan.series.map { $0.number == 1 } ?? true
        for account in plan.accounts {
            // What belongs to the account itself is the same in the whole series.
            if isFirst { try writer.save(AccountRecord(account: account)) }
            try writer.save(DestinationRecord(id: DestinationID(broadcast: plan.id, account: account.id)))
        }
        if isFirst { for feed in plan.feeds { try writer.save(FeedRecord(id: feed.id, name: feed.name)) } }
        let detail = "\(plan.title): \(plan.accounts.count) accounts, \(plan.cues.count) cues, from \(fileName)"
        try writer.append(
            AuditEntry(
                at: now, by: caller.name, action: "broadcast.plan", subject: BroadcastChange.subject(of: plan.id),
                revision: record.revision, detail: detail
            ))
        return try BroadcastSnapshot(plan.id, from: writer)
    }

    private static func taken(_ plan: BroadcastPlan) -> Fault {
        let advice =
            plan.series == nil
            ? "Give the plan another id." : "Give the plan another id; nothing of the series was kept."
        return Fault(.conflict, "There is already a broadcast \(plan.id). \(advice)", blame: .operatorSide)
    }
}
