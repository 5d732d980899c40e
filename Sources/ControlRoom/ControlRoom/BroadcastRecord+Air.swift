import BroadcastModel
import Persistence
import Program

extension PlannedAccount {
    /// Accounts with an equal delay of their own form a group named by it; the others are the group `main`.
    var delayGroup: DelayGroup { delayMilliseconds.map { DelayGroup("d\($0)") } ?? .main }
}

extension BroadcastRecord {
    /// Every group that the plan names, `main` first.
    var delayGroups: [DelayGroup] {
        let own = Set(plan.accounts.compactMap(\.delayMilliseconds))
        return [.main] + own.sorted().map { DelayGroup("d\($0)") }
    }

    /// As a hand has set it, or as planned.
    func delay(of group: DelayGroup) -> Duration {
        if let set = delays[group.rawValue] { return .milliseconds(set) }
        let planned = plan.accounts.first { $0.delayGroup == group }?.delayMilliseconds
        return .milliseconds(planned ?? plan.delayMilliseconds)
    }

    var policy: ProgramPolicy {
        var policy = ProgramPolicy()
        policy.backup = plan.backup
        policy.returnsByItself = plan.backupReturnsByItself
        return policy
    }
}
