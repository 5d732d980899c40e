import BroadcastModel
import ControlRoom
import Logging
import Persistence
import PlanFile
import Program
import Rundown

/// One whole evening on a virtual clock: the control room, the switcher and the sessions' lives as they are on the night, with
/// servers, encoders, guests and hands that follow a script. Nothing is dialled, and no account is reached.
package struct Rehearsal {
    private static let hand = Caller(name: "rehearsal", role: .admin)
    /// How soon the rehearsed operator acts.
    private static let reaction: Duration = .seconds(3)
    /// A programme that is still not over this long after its planned end is ended.
    private static let patience: Duration = .seconds(3 * 3600)

    private let plan: BroadcastPlan
    private let script: RehearsalScript
    private let clock: RehearsalClock
    private let relay: RehearsalRelay
    private let switchboard: Switchboard
    private let store = MemoryStore()
    private let room: ControlRoom
    private let feeds: RehearsalFeeds
    private var random: RehearsalRandom
    private var pending: [RehearsalScript.Event]
    private var log: [RehearsalReport.Line] = []
    private var covered: [RundownOutlook.Span] = []
    private var coveredSince: Duration?
    private var hasSlate = false
    private var nextBeat: MonotonicTime
    /// When the rehearsed operator does what it has seen to be due.
    private var intentions: [CueID: Duration] = [:]
    private var isEndAsked = false
    /// The fewest accounts that were live at one time, once all were.
    private var least: Int?

    /// Plays the plan in `text` to its end and tells what came of it; of one that repeats, the first broadcast. The same plan, script and seed give the same report. Throws a ``Fault`` for a plan
    /// that the control room refuses.
    package static func run(
        _ text: String, fileName: String, _ script: RehearsalScript
    ) async throws -> RehearsalReport {
        // Platforms are stood for, so any settings will do.
        let plan = try PlanFile.readForRehearsal(text, fileName: fileName)[0]
        try script.check(plan)
        var rehearsal = Rehearsal(plan, script)
        return try await rehearsal.play(fileName)
    }

    private init(_ plan: BroadcastPlan, _ script: RehearsalScript) {
        var plan = plan
        for index in plan.guests.indices where script.lateGuests[plan.guests[index].id] != nil {
            // Somebody who comes late is waited for, whatever the plan says of it.
            plan.guests[index].arrivesBeforeMilliseconds = plan.guests[index].arrivesBeforeMilliseconds ?? 0
        }
        self.plan = plan
        self.script = script
        clock = RehearsalClock(wall: plan.start - plan.lead - .seconds(1))
        relay = RehearsalRelay(clock: clock, seed: script.seed)
        switchboard = Switchboard(clock: clock)
        random = RehearsalRandom(seed: script.seed &+ 1)
        pending = script.events.sorted { $0.at < $1.at }
        var configuration = ControlRoomConfiguration()
        configuration.regularLook = .seconds(30)
        let platforms = Set(plan.accounts.map(\.platform))
        room = ControlRoom(
            store: store, vault: RehearsalVault(), relay: relay, switchboard: switchboard,
            adapters: Dictionary(uniqueKeysWithValues: platforms.map { ($0, RehearsalPlatform(platform: $0)) }),
            clock: clock, configuration: configuration, hash: { Array($0.reveal().utf8) },
            random: RehearsalRandom(seed: script.seed &+ 2),
            logger: Logger(label: "rehearsal") { _ in SwiftLogNoOpLogHandler() })
        // A composite goes on with cards in the seats, whoever is lost; so it is an input like any other.
        feeds = RehearsalFeeds(plan.feeds.map(\.id), on: switchboard)
        nextBeat = clock.monotonicTime()
    }

    private mutating func play(_ fileName: String) async throws -> RehearsalReport {
        try await room.recover()
        _ = try await room.adopt(plan, from: fileName, by: Self.hand)
        for feed in plan.feeds { switchboard.openFeed(feed.id, key: Secret("rehearsal")) }
        _ = try await room.command(.arm, broadcast: plan.id, seen: nil, by: Self.hand)
        let limit = plan.start + plan.length + Self.patience
        while true {
            let next = await settle()
            let board = try await room.progress(of: plan.id)
            if board.phase == .onAir, least != nil || board.live == plan.accounts.count {
                least = min(least ?? board.live, board.live)
            }
            if board.phase.isOver { return report(try await room.report(of: plan.id)) }
            if clock.wallTime() >= limit {
                _ = try await room.command(.end, broadcast: plan.id, seen: nil, by: Self.hand)
                continue
            }
            if try await act(board) { continue }
            advance(board, next)
        }
    }

    // MARK: Time

    /// Lets everything happen that is possible now; returns when the control room's clock acts next.
    private func settle() async -> MonotonicTime? {
        relay.turn()
        switchboard.tick()
        return await room.step()
    }

    /// On to the next moment at which anything happens.
    private mutating func advance(_ board: ShowProgress, _ next: MonotonicTime?) {
        let now = clock.monotonicTime()
        var moment = nextBeat
        for other in [next, relay.nextMoment] { if let other, other > now { moment = min(moment, other) } }
        if let programTime = board.programClock {
            var due = pending.first.map(\.at)
            for at in intentions.values { due = min(due ?? at, at) }
            if let due, due > programTime { moment = min(moment, now + (due - programTime)) }
        }
        clock.advance(to: max(moment, now + .milliseconds(1)))
        guard clock.monotonicTime() >= nextBeat else { return }
        nextBeat = nextBeat + .seconds(1)
        let programTime = board.programClock.map { $0 + (clock.monotonicTime() - now) }
        feeds.beat(at: programTime)
        watchCover(programTime)
    }

    private mutating func watchCover(_ programTime: Duration?) {
        guard let programTime, let condition = switchboard.condition(of: plan.id) else { return }
        if !hasSlate {
            switchboard.set(slate: RehearsalSlate(), for: plan.id)
            hasSlate = true
        }
        let isCovered = condition.program == .covered
        if isCovered, coveredSince == nil { coveredSince = programTime }
        if !isCovered, let since = coveredSince {
            covered.append(.init(start: since, end: programTime))
            coveredSince = nil
        }
    }

    // MARK: Hands

    /// Does one thing that is due, of the script or of the rehearsed operator; returns whether there was one.
    private mutating func act(_ board: ShowProgress) async throws -> Bool {
        guard board.phase == .onAir, let now = board.programClock else { return false }
        if let event = pending.first, event.at <= now {
            pending.removeFirst()
            await perform(event)
            return true
        }
        if try await receiveGuest(board, now) { return true }
        for view in board.rundown.cues where isForHand(view, board, now) && intentions[view.cue.id] == nil {
            intentions[view.cue.id] = now + Self.reaction + .milliseconds(Int64.random(in: 0...2_000, using: &random))
        }
        for view in board.rundown.cues {
            guard let at = intentions[view.cue.id], at <= now else { continue }
            intentions[view.cue.id] = nil
            guard view.run.state.isOpen else { continue }
            // What the line has gone on without is left out.
            let command = isPassed(view.cue, board) ? CueCommand.skip : .fire
            _ = try? await room.cue(command, cue: view.cue.id, in: plan.id, seen: nil, by: Self.hand)
            return true
        }
        // The line is over when its last cue has lasted as long as it was to; a rundown without cues ends with its programme.
        let isLineOver = !board.rundown.cues.contains { !$0.cue.kind.isAside && $0.run.state.isOpen }
        let isDone =
            board.rundown.cues.isEmpty ? now >= plan.length : (board.rundown.outlook.remaining ?? .zero) <= .zero
        if !plan.endsByClock, isLineOver, isDone, !isEndAsked {
            isEndAsked = true
            _ = try await room.command(.end, broadcast: plan.id, seen: nil, by: Self.hand)
            return true
        }
        return false
    }

    /// Whether the rehearsed operator would take this cue in hand now: one of the line that is due, or that the clock asks about
    /// and that is ready; one beside the line when the cue above it is half over.
    private func isForHand(_ view: CueView, _ board: ShowProgress, _ now: Duration) -> Bool {
        let cue = view.cue
        if view.run.state == .asked {
            if isPassed(cue, board) { return true }
            let guest = board.rundown.guests.first { $0.person.id == cue.person }
            return cue.kind != .guestEnter || guest?.missing == nil
        }
        guard cue.byHand, view.run.state == .pending else { return false }
        if !cue.kind.isAside {
            return (board.rundown.outlook.moment(of: cue.id) ?? .seconds(86_400)) <= now && follows(cue, board)
        }
        guard let index = board.rundown.cues.firstIndex(where: { $0.cue.id == cue.id }),
            let above = board.rundown.cues[..<index].last(where: { !$0.cue.kind.isAside })
        else { return false }
        // What stands beside one cue is done in its order: sold out, then restocked.
        if index > 0, board.rundown.cues[index - 1].cue.kind.isAside, board.rundown.cues[index - 1].run.state.isOpen {
            return false
        }
        return above.run.state == .fired
            && now >= above.expected.start + (above.expected.end - above.expected.start) / 2
    }

    /// It stands on the line above the cue on air.
    private func isPassed(_ cue: Cue, _ board: ShowProgress) -> Bool {
        let place = board.rundown.cues.firstIndex { $0.cue.id == board.rundown.outlook.current } ?? 0
        return !cue.kind.isAside && board.rundown.cues[..<place].contains { $0.cue.id == cue.id }
    }

    /// What the cue follows has begun.
    private func follows(_ cue: Cue, _ board: ShowProgress) -> Bool {
        guard case .after = cue.start else { return true }
        guard let index = board.rundown.cues.firstIndex(where: { $0.cue.id == cue.id }) else { return false }
        let above = board.rundown.cues[..<index].last { !$0.cue.kind.isAside && $0.run.state != .skipped }
        return above.map { $0.run.state == .fired } ?? true
    }

    /// A guest is here at the time that the plan gives, or as much later as the script says; what is to be checked is checked then.
    private mutating func receiveGuest(_ board: ShowProgress, _ now: Duration) async throws -> Bool {
        for view in board.rundown.guests where view.stage == .waiting || view.stage == .checking {
            let person = view.person
            let planned = board.rundown.cues.first { $0.cue.kind == .guestEnter && $0.cue.person == person.id }?.planned
                .start
            let due =
                (planned ?? .zero) - .milliseconds(person.arrivesBeforeMilliseconds ?? 0)
                + (script.lateGuests[person.id] ?? .zero)
            guard now >= due else { continue }
            for (isNeeded, command) in [
                (person.arrivesBeforeMilliseconds != nil && view.check.arrived == nil, GuestCommand.arrive),
                (person.needsConsent && view.check.consent == nil, .consent),
                (person.needsAgeCheck && view.check.age == nil, .age),
            ] where isNeeded {
                _ = try await room.guest(command, person: person.id, in: plan.id, by: Self.hand)
            }
            if script.lateGuests[person.id] != nil {
                log.append(.init(at: now, text: "\(person.name) is here"))
            }
            return true
        }
        return false
    }

    private mutating func perform(_ event: RehearsalScript.Event) async {
        var outcome = ""
        do {
            switch event.act {
            case .loseInput(let feed, let length): feeds.lose(feed, until: event.at + length)
            case .drop(let account): relay.drop(account)
            case .refuseKey(let account, let length):
                relay.refuseKey(of: account, true)
                relay.drop(account)
                pending.append(.init(at: event.at + length, .mendKey(account)))
                pending.sort { $0.at < $1.at }
            case .mendKey(let account):
                relay.refuseKey(of: account, false)
                _ = try await room.destination(
                    .retry, DestinationID(broadcast: plan.id, account: account), by: Self.hand)
            case .fire(let cue): _ = try await room.cue(.fire, cue: cue, in: plan.id, seen: nil, by: Self.hand)
            case .skip(let cue): _ = try await room.cue(.skip, cue: cue, in: plan.id, seen: nil, by: Self.hand)
            case .go: _ = try await room.hand(.go, on: plan.id, seen: nil, by: Self.hand)
            case .back: _ = try await room.hand(.back, on: plan.id, seen: nil, by: Self.hand)
            case .hold: _ = try await room.holdRundown(true, in: plan.id, seen: nil, by: Self.hand)
            case .resume: _ = try await room.holdRundown(false, in: plan.id, seen: nil, by: Self.hand)
            case .shift(let by): _ = try await room.hand(.shift(by), on: plan.id, seen: nil, by: Self.hand)
            }
        } catch let fault as Fault { outcome = " — refused: \(fault.message)" } catch {
            outcome = " — refused: \(error)"
        }
        log.append(.init(at: event.at, text: "\(event.act)\(outcome)"))
    }

    private func report(_ outcome: Report) -> RehearsalReport {
        var covered = covered
        let end = outcome.board.programClock ?? .zero
        if let coveredSince { covered.append(.init(start: coveredSince, end: end)) }
        return RehearsalReport(
            plan: plan, seed: script.seed, outcome: outcome, covered: covered, leastLive: least ?? 0, log: log)
    }
}
