package import BroadcastModel
import Persistence
import Rundown

/// Somebody whom the audience sees or hears now.
package struct PersonOnAir: Hashable, Sendable {
    /// Raw values stand on the wire.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        case host, guest
        /// Joined from elsewhere (连麦).
        case coHost = "co-host"
    }
    package var name: String
    package var role: String?
    package var part: Part
    package init(name: String, role: String?, part: Part) {
        self.name = name
        self.role = role
        self.part = part
    }
}

/// The product that is on show now.
package struct ProductOnShow: Hashable, Sendable {
    /// Raw values stand on the wire.
    package enum Stock: String, Hashable, Sendable, CaseIterable {
        case soldOut = "sold-out"
        case restocked
    }
    package var product: Product
    /// What the last cue about its stock said; nil: nothing was said.
    package var stock: Stock?
    /// Of a restock.
    package var wave: Int?
    package init(product: Product, stock: Stock?, wave: Int?) {
        self.product = product
        self.stock = stock
        self.wave = wave
    }
}

/// What the people in the studio want to know of a board. All of it follows from what was fired.
extension Board {
    private var isRunning: Bool { broadcast.phase == .onAir || broadcast.phase == .ending }

    /// The cue of the line that is on.
    package var currentCue: CueView? { rundown.cues.first { $0.cue.id == rundown.outlook.current } }

    /// Until the cue on air is expected to end; negative when it runs over. Where it has no end of its own, until the fixed
    /// moment of the next one, or the planned end of the programme where none is left. Nil before and after air, and where
    /// it lasts until a hand goes on.
    package var timeLeft: Duration? {
        guard isRunning, let now = programClock, currentCue != nil else { return nil }
        if let remaining = rundown.outlook.remaining { return remaining }
        guard let next = coming.first(where: { !$0.cue.kind.isAside }) else { return broadcast.plan.length - now }
        if case .after = next.cue.start { return nil }
        return next.planned.start - now
    }

    /// What is still to come, the next first: the line, and what stands beside it only where nothing is left on the line.
    package var coming: [CueView] {
        guard let next = rundown.outlook.next, let begin = rundown.cues.firstIndex(where: { $0.cue.id == next }) else {
            return []
        }
        let first = rundown.cues[begin]
        return [first]
            + rundown.cues[(begin + 1)...].filter {
                $0.run.state.isOpen && $0.cue.kind.isAside == first.cue.kind.isAside
            }
    }

    /// Hosts, then guests, then who has joined from elsewhere.
    package var peopleOnAir: [PersonOnAir] {
        guard isRunning else { return [] }
        let plan = broadcast.plan
        let hosts = plan.hosts.filter { host in
            let cues = rundown.cues.filter { $0.cue.person == host.id && [.hostOn, .hostOff].contains($0.cue.kind) }
            if let last = Self.last(of: cues) { return last.cue.kind == .hostOn }
            return !cues.contains { $0.cue.kind == .hostOn }
        }
        let onAir = Set(rundown.guests.filter { $0.stage == .onAir }.map(\.person.id))
        let guests = plan.guests.filter { onAir.contains($0.id) }
        let present =
            hosts.map { PersonOnAir(name: $0.name, role: $0.role, part: .host) }
            + guests.map { PersonOnAir(name: $0.name, role: $0.role, part: .guest) }
        let names = Set(present.map(\.name))
        return present + coHosts.filter { !names.contains($0.name) }
    }

    private var coHosts: [PersonOnAir] {
        let cues = rundown.cues.filter { [.coStreamStart, .coStreamEnd].contains($0.cue.kind) }
        guard let last = Self.last(of: cues), last.cue.kind == .coStreamStart,
            let feed = broadcast.plan.feeds.first(where: { $0.id == last.cue.feed })
        else { return [] }
        func people(at feed: FeedID, called name: String) -> [PersonOnAir] {
            let known = (broadcast.plan.hosts + broadcast.plan.guests).filter { $0.feed == feed }
            if !known.isEmpty { return known.map { PersonOnAir(name: $0.name, role: $0.role, part: .coHost) } }
            return name.isEmpty ? [] : [PersonOnAir(name: name, role: nil, part: .coHost)]
        }
        guard case .composite(let plan) = feed.source else { return people(at: feed.id, called: feed.name) }
        return plan.seats.flatMap { people(at: $0.feed, called: $0.name) }
    }

    package var productOnShow: ProductOnShow? {
        guard isRunning, let id = currentCue?.cue.product, let product = broadcast.plan.product(id) else { return nil }
        let said = Self.last(of: rundown.cues.filter { $0.cue.product == id && $0.cue.kind.isAside })
        return switch said?.cue.kind {
        case .soldOut: ProductOnShow(product: product, stock: .soldOut, wave: nil)
        case .restock: ProductOnShow(product: product, stock: .restocked, wave: said?.cue.wave)
        default: ProductOnShow(product: product, stock: nil, wave: nil)
        }
    }

    /// The one that was fired last, whatever their order on the sheet.
    private static func last(of cues: [CueView]) -> CueView? {
        cues.filter { $0.run.state == .fired }.enumerated().max { one, other in
            let since = (one.element.run.since ?? .zero, other.element.run.since ?? .zero)
            return since.0 == since.1 ? one.offset < other.offset : since.0 < since.1
        }?.element
    }
}
