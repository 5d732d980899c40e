import AdapterKit
import BroadcastModel
import Persistence

/// Calls of adapters, each in a child task of its own; what they answer goes into the destination's course.
extension ControlRoom {
    /// Runs one call to its end. Never throws, so that one account disturbs no other.
    func perform(_ job: AdapterJob) async {
        let id = job.destination
        if let room = rooms[id.broadcast], let account = room.account(id.account) {
            switch job.call {
            case .prepare: await prepare(id, account)
            case .keep: await keepAgain(id)
            case .start: await start(id, account)
            case .stop: await stop(id, account)
            case .dropHandle: await release(id)
            case .poll(let kind): await poll(kind, id, account)
            }
        }
        calling.remove(id.account)
        // On the way out nothing new is begun: a cancelled call says nothing about its platform.
        guard !Task.isCancelled else { return }
        markChanged(id.broadcast)
        reconcile(id.broadcast)
        reconcileWaiting()
        clockSignal.raise()
    }

    private func prepare(_ id: DestinationID, _ account: PlannedAccount) async {
        do {
            let answer = try await call(account, in: id.broadcast) { try await $0.prepare($1) }
            switch answer {
            case .ready(let address, let handle, let validUntil):
                await becomeReady(PreparedDestination(address: address, handle: handle, validUntil: validUntil), id)
            case .needsPerson(let request): update(id) { $0.needsPerson(request) }
            case .waitUntil(let moment, let reason):
                let fault = Fault(.platformRefused, reason, blame: .platform)
                update(id) { $0.mustWait(until: moment, fault: fault, now: self.clock.wallTime()) }
            case .failed(let fault): prepareFailed(fault, of: id)
            }
        } catch {
            prepareFailed(Self.fault(from: error), of: id)
        }
    }

    private func keepAgain(_ id: DestinationID) async {
        guard let unstored = rooms[id.broadcast]?.courses[id.account]?.unstored else { return }
        await becomeReady(unstored, id)
    }

    private func becomeReady(_ prepared: PreparedDestination, _ id: DestinationID) async {
        do {
            try await keep(prepared, of: id)
            rooms[id.broadcast]?.retryPaces[id.account] = nil
            update(id) { $0.becameReady(prepared) }
        } catch {
            let fault = Self.fault(from: error)
            logger.error(
                "An account is ready, but that cannot be written",
                metadata: ["destination": "\(id)", "error": "\(fault)"])
            let now = clock.wallTime()
            let again = now + configuration.storageRetry
            update(id) { $0.couldNotKeep(prepared, fault, now: now, again: again) }
        }
    }

    private func prepareFailed(_ fault: Fault, of id: DestinationID) {
        let now = clock.wallTime()
        logger.warning("An account could not be prepared", metadata: ["destination": "\(id)", "error": "\(fault)"])
        if fault.asksForPerson || fault.code == .malformed {
            update(id) { $0.wasRefused(fault, now: now) }
        } else {
            let wait = nextWait(of: id)
            update(id) { $0.mustWait(until: now + wait, fault: fault, now: now) }
        }
    }

    private func start(_ id: DestinationID, _ account: PlannedAccount) async {
        guard var prepared = rooms[id.broadcast]?.courses[id.account]?.prepared else {
            return update(id) { $0.callFailed(Self.lost, now: self.clock.wallTime(), again: self.clock.wallTime()) }
        }
        do {
            let handle = prepared.handle
            try await call(account, in: id.broadcast) { try await $0.start($1, handle: handle) }
            prepared.isStarted = true
            let started = prepared
            update(id) { $0.didStart(started) }
            try await keep(started, of: id)
        } catch {
            let fault = Self.fault(from: error)
            logger.warning("A platform did not go live", metadata: ["destination": "\(id)", "error": "\(fault)"])
            let now = clock.wallTime()
            let wait = nextWait(of: id)
            // Started, but not written: the platform is told once more after a restart, at worst.
            if rooms[id.broadcast]?.courses[id.account]?.prepared?.isStarted != true {
                update(id) { $0.callFailed(fault, now: now, again: now + wait) }
            }
        }
    }

    private func stop(_ id: DestinationID, _ account: PlannedAccount) async {
        guard let handle = rooms[id.broadcast]?.courses[id.account]?.prepared?.handle else { return await release(id) }
        do {
            try await call(account, in: id.broadcast) { try await $0.stop($1, handle: handle) }
            await release(id)
        } catch {
            let fault = Self.fault(from: error)
            logger.warning(
                "A platform did not end its session", metadata: ["destination": "\(id)", "error": "\(fault)"])
            let now = clock.wallTime()
            let isFinal =
                fault.asksForPerson || fault.code == .platformRefused || fault.code == .notFound
                || fault.code == .conflict
            let wait = nextWait(of: id)
            update(id) { course in
                if isFinal {
                    course.stopWasRefused(fault, now: now)
                } else {
                    course.callFailed(fault, now: now, again: now + wait)
                }
            }
        }
    }

    private func release(_ id: DestinationID) async {
        // Without its handle it cannot be carried, so from here on the store has the whole of it.
        rooms[id.broadcast]?.tallies[id.account]?.close()
        let tallies = unsavedTally(of: id)
        do {
            try await write { writer in
                try writer.removeSealed(.handle(id))
                try writer.save(tallies)
            }
            didSave(tallies)
            update(id) { $0.didRelease() }
            rooms[id.broadcast]?.polls[id.account] = nil
        } catch {
            let now = clock.wallTime()
            let again = now + configuration.storageRetry
            update(id) { $0.callFailed(Self.fault(from: error), now: now, again: again) }
        }
    }

    /// Stores what carries the destination over a kill, and that its tally is open; media is sent only after this.
    private func keep(_ prepared: PreparedDestination, of id: DestinationID) async throws {
        let bytes = try vault.seal(prepared.sealedText, as: .handle(id))
        rooms[id.broadcast]?.tallies[id.account, default: .init()].open()
        let isOpen = rooms[id.broadcast]?.tallies[id.account]?.saved.isOpen ?? false
        let tallies = isOpen ? [:] : unsavedTally(of: id)
        try await write { writer in
            try writer.seal(bytes, as: .handle(id))
            try writer.save(tallies)
        }
        didSave(tallies)
    }

    private func unsavedTally(of id: DestinationID) -> [DestinationID: DestinationTally] {
        uncounted.insert(id.broadcast)
        return rooms[id.broadcast]?.tallies[id.account]?.nextSave().map { [id: $0] } ?? [:]
    }

    /// Calls an account's adapter with its secrets opened, for ``ControlRoomConfiguration/callTimeout`` at most.
    func call<Answer: Sendable>(
        _ account: PlannedAccount, in broadcast: BroadcastID,
        _ body: @escaping @Sendable (any PlatformAdapter, AdapterAccount) async throws -> Answer
    ) async throws -> Answer {
        let adapter = try adapter(of: account)
        let opened = AdapterAccount(
            id: account.id, broadcast: broadcast, settings: account.settings,
            pastedAddress: try open(.pushAddress(account.id)), credential: try open(.credential(account.id))
        )
        let deadline = clock.monotonicTime() + configuration.callTimeout
        let clock = clock
        return try await withThrowingTaskGroup(of: Answer.self) { group in
            group.addTask { try await body(adapter, opened) }
            group.addTask {
                try await clock.sleep(until: deadline)
                throw Fault(.platformUnreachable, "The platform did not answer in time.", blame: .platform)
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    func open(_ reference: SecretReference) throws -> Secret? {
        try sealed[reference].map { try vault.open($0, as: reference) }
    }

    private func update(_ id: DestinationID, _ change: (inout DestinationCourse) -> Void) {
        guard var course = rooms[id.broadcast]?.courses[id.account] else { return }
        change(&course)
        rooms[id.broadcast]?.courses[id.account] = course
    }

    /// Backs off by the account's own failures, jittered.
    private func nextWait(of id: DestinationID) -> Duration {
        var pace = rooms[id.broadcast]?.retryPaces[id.account] ?? RetryPace()
        let wait = pace.failed(using: &random)
        rooms[id.broadcast]?.retryPaces[id.account] = pace
        return wait
    }

    private static var lost: Fault { Fault(.internalError, "The account's handle is gone.", blame: .ours) }
}
