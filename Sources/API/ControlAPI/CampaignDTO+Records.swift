import BroadcastModel
import ControlWire
import Persistence

extension CampaignDTO {
    /// Every campaign of `records` by its id.
    static func all(_ records: [BroadcastRecord], at now: WallTime) -> [CampaignDTO] {
        Dictionary(grouping: records.filter { $0.plan.campaign != nil }) { $0.plan.campaign?.rawValue ?? "" }
            .map { CampaignDTO($0, $1, at: now) }
            .sorted { $0.id < $1.id }
    }

    private init(_ id: String, _ records: [BroadcastRecord], at now: WallTime) {
        let real = records.filter { $0.plan.rehearses == nil }
        self.init(
            id: id, onAir: real.count { $0.phase == .onAir },
            nextStartsAt: real.filter { $0.isAhead(at: now) }.map(\.plan.start).min()?.milliseconds,
            broadcasts: records.sorted { ($0.plan.start, $0.plan.id) < ($1.plan.start, $1.plan.id) }
                .map(BroadcastDTO.init))
    }
}

extension BroadcastRecord {
    /// It has not begun, and can still begin when it is due: a draft whose start is over, and any whose whole time is, wait for nobody.
    fileprivate func isAhead(at now: WallTime) -> Bool {
        switch phase {
        case .draft: plan.start >= now
        case .scheduled, .preparing, .ready: plan.start + plan.length > now
        case .onAir, .ending, .ended, .aborted: false
        }
    }
}
