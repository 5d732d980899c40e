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

    package init(subject: Subject, first: BroadcastID, second: BroadcastID, from: WallTime, until: WallTime) {
        self.subject = subject
        self.first = first
        self.second = second
        self.from = from
        self.until = until
    }

    /// Every one among `plans`, in order of time. A broadcast books what it names from its preparation to its planned end; within
    /// a series, where the same things are prepared for the next one, from its start.
    package static func all(in plans: [BroadcastPlan]) -> [DoubleBooking] {
        let sorted = plans.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
        return sorted.enumerated().flatMap { index, first in
            sorted[(index + 1)...].flatMap { between(first, $0) }
        }
    }

    /// What `plan` books that one of `others` has booked, in order of time; `plan` is the first of each.
    package static func of(_ plan: BroadcastPlan, among others: [BroadcastPlan]) -> [DoubleBooking] {
        others.flatMap { between(plan, $0) }.sorted { ($0.from, $0.second) < ($1.from, $1.second) }
    }

    private static func between(_ first: BroadcastPlan, _ second: BroadcastPlan) -> [DoubleBooking] {
        let isOneSeries = first.series != nil && first.series?.id == second.series?.id
        let from =
            isOneSeries
            ? max(first.start, second.start) : max(first.start - first.lead, second.start - second.lead)
        let until = min(first.start + first.length, second.start + second.length)
        guard first.id != second.id, from < until else { return [] }
        return shared(first, second).map {
            DoubleBooking(subject: $0, first: first.id, second: second.id, from: from, until: until)
        }
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
