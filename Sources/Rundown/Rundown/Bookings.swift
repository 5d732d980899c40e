package import BroadcastModel

/// The same account, person or feed in two broadcasts at one time.
package struct DoubleBooking: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        case account(AccountID, name: String)
        case person(PersonID, name: String)
        case feed(FeedID)
    }
    package var subject: Subject
    package var first: BroadcastID
    package var second: BroadcastID
    /// When both want it.
    package var from: WallTime
    package var until: WallTime

    /// Every one among `plans`, in order of time. A broadcast books what it names from its preparation to its planned end.
    package static func all(in plans: [BroadcastPlan]) -> [DoubleBooking] {
        var found: [DoubleBooking] = []
        let sorted = plans.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
        for (index, first) in sorted.enumerated() {
            for second in sorted[(index + 1)...] where first.id != second.id {
                let from = max(first.start - first.lead, second.start - second.lead)
                let until = min(first.start + first.length, second.start + second.length)
                guard from < until else { continue }
                found += shared(first, second).map {
                    DoubleBooking(subject: $0, first: first.id, second: second.id, from: from, until: until)
                }
            }
        }
        return found
    }

    private static func shared(_ first: BroadcastPlan, _ second: BroadcastPlan) -> [Subject] {
        let accounts = Set(second.accounts.map(\.id))
        let people = Set((second.hosts + second.guests).map(\.id))
        let feeds = Set(second.feeds.filter { $0.source == .publish }.map(\.id))
        return first.accounts.filter { accounts.contains($0.id) }.map { .account($0.id, name: $0.name) }
            + (first.hosts + first.guests).filter { people.contains($0.id) }.map { .person($0.id, name: $0.name) }
            + first.feeds.filter { $0.source == .publish && feeds.contains($0.id) }.map { .feed($0.id) }
    }
}

extension DoubleBooking: CustomStringConvertible {
    package var description: String {
        let what =
            switch subject {
            case .account(let id, let name): "the account \(id) (\(name))"
            case .person(let id, let name): "\(name) (\(id))"
            case .feed(let id): "the feed \(id)"
            }
        let minutes = (until - from).milliseconds / 60_000
        return "\(what) is booked by \(first) and \(second) for the same \(minutes) min"
    }
}
