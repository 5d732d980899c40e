/// Where a broadcast stands between its plan and its end.
package enum BroadcastPhase: String, Codable, Hashable, Sendable, CaseIterable {
    /// Planned, not armed: the clock does nothing. Leaves to `scheduled` or `aborted`.
    case draft
    /// Armed: the clock will prepare it. Leaves to `preparing`, `draft` (disarmed) or `aborted`.
    case scheduled
    /// Adapters are making their accounts ready. Leaves to `ready`, `onAir` or `aborted`.
    case preparing
    /// Every account has answered, whatever it answered. Leaves to `onAir` or `aborted`.
    case ready
    /// Going out. Leaves to `ending` or `aborted`.
    case onAir = "on-air"
    /// Sessions are being ended politely. Leaves to `ended`.
    case ending
    case ended
    case aborted

    package var isOver: Bool { self == .ended || self == .aborted }
    package var wantsDestinations: Bool { self == .onAir }
}

/// The life of one broadcast as a value: clock and hands call it, it answers with the new phase or a refusal.
///
/// It holds no clock: every question about time carries the moment. The caller saves the phase it returns in the same
/// transaction as the audit row, then acts on it.
package struct BroadcastLifecycle: Hashable, Sendable {
    package private(set) var phase: BroadcastPhase

    package init(_ phase: BroadcastPhase = .draft) { self.phase = phase }

    package enum Command: String, Codable, Sendable, CaseIterable { case arm, disarm, prepare, start, end, abort }

    /// Applies a hand's command. Throws a ``Fault`` with code `conflict` that names the phase and what is possible.
    package mutating func apply(_ command: Command) throws {
        switch (command, phase) {
        case (.arm, .draft): phase = .scheduled
        case (.disarm, .scheduled): phase = .draft
        case (.prepare, .scheduled), (.prepare, .draft): phase = .preparing
        case (.start, .draft), (.start, .scheduled), (.start, .preparing), (.start, .ready): phase = .onAir
        case (.end, .onAir): phase = .ending
        case (.abort, let now) where !now.isOver: phase = .aborted
        default:
            throw Fault(
                .conflict, "Cannot \(command.rawValue) a broadcast that is \(phase.rawValue). \(Self.advice(phase))",
                blame: .operatorSide)
        }
    }

    /// What the clock makes of it at `now`; returns true when the phase changed. Call again until it returns false.
    package mutating func tick(
        now: WallTime, start: WallTime, lead: Duration, airedAt: WallTime?, length: Duration, endsByClock: Bool
    ) -> Bool {
        switch phase {
        case .scheduled where now >= start - lead: phase = .preparing
        case .preparing where now >= start, .ready where now >= start: phase = .onAir
        case .onAir:
            guard endsByClock, let airedAt, now >= airedAt + length else { return false }
            phase = .ending
        default: return false
        }
        return true
    }

    /// Every destination's adapter has answered.
    package mutating func everyAccountAnswered() -> Bool {
        guard phase == .preparing else { return false }
        phase = .ready
        return true
    }

    /// Every session is closed, or the time for that is over.
    package mutating func everySessionClosed() -> Bool {
        guard phase == .ending else { return false }
        phase = .ended
        return true
    }

    private static func advice(_ phase: BroadcastPhase) -> String {
        switch phase {
        case .draft: "It can be armed, started at once, or aborted."
        case .scheduled: "It can be disarmed, prepared, started at once, or aborted."
        case .preparing, .ready: "It can be started or aborted."
        case .onAir: "It can be ended or aborted."
        case .ending: "It is closing its sessions; wait a few seconds."
        case .ended, .aborted: "It is over; plan another one to go on air again."
        }
    }
}
