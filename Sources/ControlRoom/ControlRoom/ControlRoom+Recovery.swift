import AudienceMetrics
import BroadcastModel
import Persistence

/// Coming back: what a former daemon left is read once, and what is wanted goes on.
extension ControlRoom {
    /// Reads the store, opens feeds and programs, and takes up destinations where they stood: with a sealed handle that is
    /// still valid nothing is prepared again and media goes out at once. Called once, before ``run()`` and before any command.
    ///
    /// Throws the store's fault when it cannot be read. A secret that cannot be opened costs its owner alone.
    package func recover() async throws {
        let stored = try await store.read(StoredState.init)
        for account in stored.accounts { accountRecords[account.account.id] = account }
        sealed = stored.sealed.filter { $0.key.kind != .handle }
        for feed in stored.feeds {
            feedRecords[feed.id] = feed
        }
        switchboard.setMonitorToken(opened(.monitorToken))
        let wall = clock.wallTime()
        let bootTime = BootTime(clock)
        for snapshot in stored.snapshots {
            let id = snapshot.record.plan.id
            var room = BroadcastRoom(
                snapshot,
                merger: FiguresMerger(staleAfter: configuration.staleAfter, resolution: configuration.boardInterval),
                hasFigures: false, wall: wall, bootTime: bootTime
            )
            for destination in snapshot.destinations {
                guard let bytes = stored.sealed[.handle(destination.id)],
                    let account = room.account(destination.id.account)
                else { continue }
                var course = DestinationCourse()
                course.capabilities = try? capabilities(of: account, in: id)
                if let prepared = opened(bytes, of: destination.id) {
                    course.resume(prepared, mayHaveCarried: snapshot.record.airedAt != nil)
                }
                room.courses[account.id] = course
            }
            let phase = snapshot.record.phase
            for account in room.tallies.keys {
                let mayCarry = room.courses[account]?.prepared != nil && phase != .ending && !phase.isOver
                if mayCarry { room.tallies[account]?.open() } else { room.tallies[account]?.close() }
            }
            uncounted.insert(id)
            if snapshot.record.phase.isOver, room.courses.isEmpty { room.isClosedOut = true }
            rooms[id] = room
        }
        for feed in stored.feeds {
            switchboard.openFeed(feed.id, key: source(of: feed.id) == .publish ? opened(.streamKey(feed.id)) : nil)
        }
        applyLinks()
        bringInSources()
        // After a clean end nothing is open in the store; it must be before media goes out. A full disk holds nobody up.
        if rooms.values.contains(where: { $0.tallies.values.contains { $0.total.isOpen && !$0.saved.isOpen } }) {
            await saveTallies()
        }
        reconcileAll()
        let onAir = rooms.values.filter { $0.phase == .onAir }.map(\.id.rawValue).sorted().joined(separator: ", ")
        logger.info("Recovered", metadata: ["broadcasts": "\(rooms.count)", "on-air": "\(onAir)"])
        clockSignal.raise()
    }

    private func opened(_ reference: SecretReference) -> Secret? {
        do {
            return try open(reference)
        } catch {
            logger.error(
                "A sealed secret cannot be opened; set it again",
                metadata: ["secret": "\(reference.text)", "error": "\(error)"])
            return nil
        }
    }

    private func opened(_ bytes: SealedBytes, of id: DestinationID) -> PreparedDestination? {
        do {
            return try PreparedDestination(sealedText: try vault.open(bytes, as: .handle(id)))
        } catch {
            logger.error(
                "A stored destination cannot be opened; it is prepared again",
                metadata: ["destination": "\(id)", "error": "\(error)"])
            return nil
        }
    }
}
