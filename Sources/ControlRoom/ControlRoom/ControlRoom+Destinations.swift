import AdapterKit
import AudienceMetrics
package import BroadcastModel
import Persistence

/// Hands on destinations, before air and on air; no other destination notices.
extension ControlRoom {
    /// Also brings back an account that was removed. Throws `conflict` when it already belongs to the broadcast.
    package func addDestination(
        _ account: PlannedAccount, to broadcast: BroadcastID, by caller: Caller
    ) async throws -> DestinationView {
        try require(.operator, of: caller)
        _ = try room(broadcast)
        guard account.id.isWellFormed else {
            throw Fault(
                .malformed,
                "An account id is 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit.",
                blame: .operatorSide, place: "account")
        }
        let capabilities = try capabilities(of: account, in: broadcast)
        try await change(broadcast, by: caller) { change in
            guard !change.record.phase.isOver, change.record.phase != .ending else {
                throw Fault(
                    .conflict, "Cannot add an account to a broadcast that is \(change.record.phase.rawValue).",
                    blame: .operatorSide)
            }
            if change.snapshot.destinations.contains(where: { $0.id.account == account.id && $0.desire != .removed }) {
                throw Fault(
                    .conflict,
                    "The account \(account.id) already belongs to this broadcast. It can be stopped, resumed, retried or removed.",
                    blame: .operatorSide)
            }
            change.record.plan.accounts.removeAll { $0.id == account.id }
            change.record.plan.accounts.append(account)
            try change.writer.save(AccountRecord(account: account))
            try change.set(account.id, to: .on)
            change.note("destination.add", .destination(account.id), "\(account.name) on \(account.platform)")
        }
        accountRecords[account.id] = AccountRecord(account: account)
        if rooms[broadcast]?.courses[account.id] != nil {
            rooms[broadcast]?.courses[account.id]?.capabilities = capabilities
            rooms[broadcast]?.courses[account.id]?.retry()
        }
        reconcile(broadcast)
        return try destinationView(DestinationID(broadcast: broadcast, account: account.id))
    }

    package func destination(
        _ command: DestinationCommand, _ id: DestinationID, by caller: Caller
    ) async throws -> DestinationView {
        try require(.operator, of: caller)
        _ = try room(id.broadcast)
        try await change(id.broadcast, by: caller) { change in
            let known = change.snapshot.destinations.first { $0.id == id }
            guard let desire = known?.desire, desire != .removed else {
                throw Fault(
                    .notFound, "The account \(id.account) does not belong to the broadcast \(id.broadcast).",
                    blame: .operatorSide)
            }
            guard !change.record.phase.isOver, change.record.phase != .ending else {
                throw Fault(
                    .conflict, "The broadcast is \(change.record.phase.rawValue); its accounts are off air.",
                    blame: .operatorSide)
            }
            switch (command, desire) {
            case (.stop, .on): try change.set(id.account, to: .off)
            case (.resume, .off): try change.set(id.account, to: .on)
            case (.remove, _): try change.set(id.account, to: .removed)
            case (.retry, .on): break
            case (.stop, _): throw Self.refusal("is stopped already", "It can be resumed or removed.")
            case (.resume, _): throw Self.refusal("is not stopped", "It can be stopped, retried or removed.")
            case (.retry, _): throw Self.refusal("is stopped", "Resume it; that prepares it anew.")
            }
            change.note("destination.\(command.rawValue)", .destination(id.account), change.record.phase.rawValue)
        }
        if command == .retry {
            rooms[id.broadcast]?.courses[id.account]?.retry()
            reconcile(id.broadcast)
        }
        return try destinationView(id)
    }

    /// `text` is read by `TypedNumber`; the sample's source names the caller. On the disk, with its audit row, when this returns.
    package func typeNumber(
        _ kind: SampleKind, text: String, for id: DestinationID, by caller: Caller
    ) async throws -> NumberView {
        try require(.operator, of: caller)
        guard try room(id.broadcast).members.contains(where: { $0.id == id }) else {
            throw Fault(
                .notFound, "The account \(id.account) does not belong to the broadcast \(id.broadcast).",
                blame: .operatorSide)
        }
        let number = try TypedNumber(text, kind: kind)
        let now = clock.wallTime()
        let sample = Sample(
            account: id.account, kind: kind, value: number.value, quality: number.quality, at: now,
            source: "typed by \(caller.name)")
        try await write { writer in
            try writer.append([sample], of: id.broadcast)
            let detail = "\(kind.rawValue) \(number.value), \(number.quality.rawValue)"
            try writer.append(
                AuditEntry(
                    at: now, by: caller.name, action: "number.type", subject: "destination/\(id)", detail: detail))
        }
        rooms[id.broadcast]?.merger.add(sample)
        markChanged(id.broadcast)
        return NumberView(sample: sample, isStale: false)
    }

    /// What an account can do with its settings. Throws `unsupported` without an adapter, `malformed` for bad settings.
    func capabilities(of account: PlannedAccount, in broadcast: BroadcastID) throws -> AccountCapabilities {
        let adapter = try adapter(of: account)
        do {
            return try adapter.capabilities(
                of: AdapterAccount(id: account.id, broadcast: broadcast, settings: account.settings))
        } catch let fault as Fault {
            throw Fault(
                fault.code, fault.message, blame: fault.blame,
                place: fault.place.map { "accounts.\(account.id).\($0)" } ?? "accounts.\(account.id)",
                cause: fault.cause)
        }
    }

    func adapter(of account: PlannedAccount) throws -> any PlatformAdapter {
        if let adapter = adapters[account.platform] { return adapter }
        let known = adapters.keys.sorted().map(\.rawValue).joined(separator: ", ")
        throw Fault(
            .unsupported, "There is no adapter for the platform \(account.platform). Known platforms: \(known).",
            blame: .operatorSide, place: "accounts.\(account.id)")
    }

    private static func refusal(_ state: String, _ advice: String) -> Fault {
        Fault(.conflict, "The account \(state). \(advice)", blame: .operatorSide)
    }
}
