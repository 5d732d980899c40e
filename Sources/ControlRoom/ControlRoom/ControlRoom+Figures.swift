import AdapterKit
import AudienceMetrics
import BroadcastModel
import Persistence

/// Numbers and platforms' words, asked for at each account's pace, merged in memory and written in batches.
extension ControlRoom {
    /// More unwritten samples than this are not kept: the oldest go. Only a store that fails for long gets there.
    static let unwrittenLimit = 50_000

    /// Begins at most one poll an account; commands keep a quarter of the calls to themselves.
    func beginPolls(_ id: BroadcastID, now: MonotonicTime) {
        guard let room = rooms[id], room.phase == .onAir else { return }
        let limit = max(1, configuration.parallelCalls * 3 / 4)
        for destination in room.members {
            let account = destination.id.account
            guard calling.count < limit else { return }
            guard let course = room.courses[account], course.isAttached, let capabilities = course.capabilities,
                !calling.contains(account)
            else { continue }
            var poll = room.polls[account] ?? PollCourse()
            let kind = poll.next(capabilities, now: now, using: &random)
            rooms[id]?.polls[account] = poll
            if let kind { begin(.poll(kind), for: destination.id) }
        }
    }

    func poll(_ kind: PollCourse.Kind, _ id: DestinationID, _ account: PlannedAccount) async {
        guard let course = rooms[id.broadcast]?.courses[id.account], let capabilities = course.capabilities,
            let prepared = course.prepared
        else { return }
        let handle = prepared.handle
        do {
            switch kind {
            case .word:
                let word = try await call(account, in: id.broadcast) { try await $0.status($1, handle: handle) }
                let state = rooms[id.broadcast]?.relay[id.account]?.state
                rooms[id.broadcast]?.polls[id.account]?.heard(
                    word, weAreLive: state == .live || state == .lagging, now: clock.monotonicTime())
            case .numbers:
                let now = clock.wallTime()
                let samples = try await call(account, in: id.broadcast) {
                    try await $0.readNumbers($1, handle: handle, now: now)
                }
                take(samples, of: id)
            }
            rooms[id.broadcast]?.polls[id.account]?.succeeded(kind, pace: capabilities.pace, now: clock.monotonicTime())
        } catch {
            logger.debug(
                "A platform could not be asked",
                metadata: ["destination": "\(id)", "error": "\(Self.fault(from: error))"])
            var poll = rooms[id.broadcast]?.polls[id.account] ?? PollCourse()
            if kind == .word {
                poll.heard(
                    .unknown(reason: Self.fault(from: error).message), weAreLive: false, now: clock.monotonicTime())
            }
            poll.failed(kind, pace: capabilities.pace, now: clock.monotonicTime(), using: &random)
            rooms[id.broadcast]?.polls[id.account] = poll
        }
    }

    /// Merges what an adapter read. Samples of other accounts and negative values are dropped; moments ahead of ours are taken for now.
    private func take(_ samples: [Sample], of id: DestinationID) {
        let now = clock.wallTime()
        for var sample in samples where sample.account == id.account && sample.value >= 0 {
            sample.at = min(sample.at, now)
            rooms[id.broadcast]?.merger.add(sample)
            unwritten[id.broadcast, default: []].append(sample)
        }
    }

    /// Adds a point to the merged curve of what is on air.
    func markCurve(_ id: BroadcastID) {
        guard let room = rooms[id], room.phase == .onAir else { return }
        rooms[id]?.merger.mark(at: clock.wallTime(), accounts: room.members.map(\.id.account))
    }

    // MARK: Keeping

    /// Once a second: writes samples and tallies that are due, tries unsaved ends again; once an hour: forgets samples past their retention.
    func runKeeper() async {
        await loadFiguresOnAir()
        var nextForgetting = clock.monotonicTime()
        while !Task.isCancelled {
            await writeUnsavedActs()
            await writeUnsavedEnds()
            await writeSamples()
            await keepTallies()
            if clock.monotonicTime() >= nextForgetting {
                nextForgetting = clock.monotonicTime() + .seconds(3600)
                let oldest = clock.wallTime() - configuration.sampleRetention
                do {
                    try await write { try $0.forgetSamples(before: oldest) }
                } catch {
                    logger.error("Old samples could not be deleted", metadata: ["error": "\(error)"])
                }
            }
            try? await clock.sleep(until: clock.monotonicTime() + configuration.storageRetry)
        }
    }

    func writeSamples() async {
        let batch = unwritten
        guard !batch.isEmpty else { return }
        unwritten = [:]
        do {
            try await write { writer in
                for (broadcast, samples) in batch { try writer.append(samples, of: broadcast) }
            }
        } catch {
            logger.error("Samples could not be written; they are kept in memory", metadata: ["error": "\(error)"])
            for (broadcast, samples) in batch {
                let all = samples + (unwritten[broadcast] ?? [])
                unwritten[broadcast] = Array(all.suffix(Self.unwrittenLimit))
            }
        }
    }

    /// Reads the numbers of what is on air back after a restart, once everything else goes on.
    func loadFiguresOnAir() async {
        for id in rooms.keys.sorted() where rooms[id]?.phase == .onAir {
            do {
                try await loadFigures(of: id)
            } catch {
                logger.error("Numbers could not be read back", metadata: ["broadcast": "\(id)", "error": "\(error)"])
            }
        }
    }

    /// Reads a broadcast's numbers back, once: after a restart, and for broadcasts that were over before it.
    func loadFigures(of id: BroadcastID) async throws {
        guard let room = rooms[id], !room.hasFigures else { return }
        let since = room.record.airedAt ?? WallTime(milliseconds: 0)
        let samples = try await store.read { try $0.samples(of: id, since: since) }
        let accounts = room.members.map(\.id.account)
        let fresh = FiguresMerger(staleAfter: configuration.staleAfter, resolution: configuration.boardInterval)
        var merger = await Self.replay(samples, into: fresh, accounts: accounts, every: configuration.boardInterval)
        guard let present = rooms[id], !present.hasFigures else { return }
        for sample in present.members.flatMap({ present.merger.samples(of: $0.id.account) }) { merger.add(sample) }
        rooms[id]?.merger = merger
        rooms[id]?.hasFigures = true
        markChanged(id)
    }

    /// Draws the curve again as it was drawn; outside the actor, because a long night has many samples and cues are due meanwhile.
    private nonisolated static func replay(
        _ samples: [Sample], into fresh: FiguresMerger, accounts: [AccountID], every interval: Duration
    ) async -> FiguresMerger {
        var merger = fresh
        var nextMark = samples.first?.at
        for sample in samples {
            while let mark = nextMark, sample.at > mark {
                merger.mark(at: mark, accounts: accounts)
                // Where nothing was read for long, nothing is drawn.
                nextMark = max(mark + interval, sample.at - merger.staleAfter)
            }
            merger.add(sample)
        }
        if let last = samples.last { merger.mark(at: last.at, accounts: accounts) }
        return merger
    }
}
