import AdapterKit
import AudienceMetrics
import BroadcastModel
import ControlRoom
import ControlWire

// From what ControlRoom sees to what the wire carries. Nothing is decided here.

extension BoardDTO {
    init(_ board: Board) {
        let record = board.broadcast
        let start = record.plan.start
        let plannedEnd = (record.airedAt ?? start) + record.plan.length
        let isAhead = record.airedAt == nil && !record.phase.isOver
        let isRunning = record.phase == .onAir || record.phase == .ending
        self.init(
            at: board.at.milliseconds, broadcast: BroadcastDTO(record, board.doubleBookings),
            programClockMilliseconds: board.programClock?.milliseconds,
            startsInMilliseconds: isAhead ? (start - board.at).milliseconds : nil,
            remainingMilliseconds: isRunning ? (plannedEnd - board.at).milliseconds : nil,
            rundown: RundownDTO(board.rundown), feeds: board.feeds.map(FeedDTO.init),
            destinations: board.destinations.map(DestinationDTO.init),
            counts: StateCountsDTO(board.destinations), figures: FiguresDTO(board.figures),
            output: board.output.map(OutputDTO.init),
            warnings: board.warnings.map {
                InputWarningDTO(kind: $0.kind.rawValue, text: $0.text, accounts: $0.accounts.map(\.rawValue))
            },
            leftMilliseconds: board.timeLeft?.milliseconds,
            stageMessage: board.stageMessage.map(StageMessageDTO.init)
        )
    }
}

extension RundownDTO {
    init(_ view: RundownView) {
        self.init(
            held: view.held, current: view.outlook.current?.rawValue, next: view.outlook.next?.rawValue,
            nextInMilliseconds: view.outlook.nextIn?.milliseconds,
            remainingMilliseconds: view.outlook.remaining?.milliseconds,
            lateMilliseconds: view.outlook.late.milliseconds, overMilliseconds: view.outlook.over.milliseconds,
            plannedEndMilliseconds: view.outlook.plannedEnd.milliseconds,
            expectedEndMilliseconds: view.outlook.expectedEnd.milliseconds,
            cues: view.cues.map { CueDTO($0, utcOffset: view.utcOffset) }, guests: view.guests.map(GuestDTO.init)
        )
    }
}

extension GuestDTO {
    init(_ view: GuestView) {
        let person = view.person
        let arrives = view.expected.flatMap { expected in
            person.arrivesBeforeMilliseconds.map { expected.milliseconds - $0 }
        }
        self.init(
            id: person.id.rawValue, name: person.name, role: person.role, stage: view.stage.rawValue,
            missing: view.missing, needsConsent: person.needsConsent, needsAgeCheck: person.needsAgeCheck,
            consentBy: view.check.consent?.by, ageBy: view.check.age?.by,
            arrivedAt: view.check.arrived?.at.milliseconds, feed: person.feed?.rawValue, arrivesMilliseconds: arrives,
            expectedMilliseconds: view.expected?.milliseconds)
        link = view.link.map(GuestLinkDTO.init)
        notReady = view.input.map(\.text)
        notReadyCodes = view.input.map(\.rawValue)
    }
}

extension CueDTO {
    init(_ view: CueView, utcOffset: Duration) {
        let cue = view.cue
        self.init(
            id: cue.id.rawValue, kind: cue.kind.rawValue, title: cue.title, subject: view.subject,
            atMilliseconds: view.planned.start.milliseconds, plannedEndMilliseconds: view.planned.end.milliseconds,
            expectedStartMilliseconds: view.expected.start.milliseconds,
            expectedEndMilliseconds: view.expected.end.milliseconds, start: cue.start.word,
            lengthMilliseconds: cue.lengthMilliseconds, isAside: cue.kind.isAside, byHand: cue.byHand,
            late: cue.late.rawValue, state: view.run.state.rawValue, firedAt: view.run.firedAt?.milliseconds,
            count: view.run.count, text: cue.text, wave: cue.wave, quantity: cue.quantity, feed: cue.feed?.rawValue,
            group: cue.group, gapMilliseconds: cue.start.gap, untilMilliseconds: cue.untilMilliseconds,
            room: cue.room, assignee: cue.assignee, needsTick: cue.needsTick,
            tickedAt: view.run.tick?.at.milliseconds, tickedBy: view.run.tick?.by,
            trouble: view.trouble.map(CueTroubleDTO.init)
        )
        if case .clock(let moment) = cue.start { clock = LocalMoment.text(moment, utcOffset) }
    }
}

extension CueTroubleDTO {
    init(_ trouble: CueTrouble) {
        self.init(
            kind: trouble.kind.rawValue, text: trouble.text, accounts: trouble.accounts.map(\.rawValue),
            feed: trouble.feed?.rawValue, canRetry: trouble.canRetry)
    }
}

extension Cue.Start {
    fileprivate var gap: Int64? { if case .after(let gap) = self { gap } else { nil } }

    fileprivate var word: String {
        switch self {
        case .at: "at"
        case .clock: "clock"
        case .after: "follows"
        }
    }
}

extension FeedDTO {
    init(_ view: FeedView) {
        let status = view.status
        self.init(
            id: view.id.rawValue, name: view.name, hasKey: view.hasKey, isProgram: view.isProgram,
            connected: status.connected, peer: status.peer,
            since: status.since?.milliseconds, bytesReceived: status.bytesReceived, bitsPerSecond: status.bitsPerSecond,
            framesPerSecond: status.framesPerSecond, width: status.width, height: status.height,
            videoCodec: status.videoCodec,
            audioCodec: status.audioCodec, keyframeIntervalMilliseconds: status.keyframeIntervalMilliseconds,
            silentForMilliseconds: status.silentForMilliseconds, source: view.source.name,
            sourceState: view.sourceState?.phase.rawValue, sourceFault: view.sourceState?.fault.map(FaultDTO.init),
            notReady: view.gate.map(\.text), notReadyCodes: view.gate.map(\.rawValue)
        )
        seats = view.seats?.map(SeatDTO.init)
    }
}

extension DestinationDTO {
    init(_ view: DestinationView) {
        let status = view.status
        self.init(
            account: view.account.id.rawValue, name: view.account.name, platform: view.account.platform.rawValue,
            tier: view.account.tier.rawValue,
            desire: view.desire.rawValue, state: status.state.rawValue, isTrouble: view.isTrouble,
            attempt: status.attempt,
            nextRetryAt: status.nextRetry?.milliseconds, lagMilliseconds: status.lagMilliseconds,
            bytesSent: status.bytesSent,
            bitsPerSecond: status.bitsPerSecond, reconnects: status.reconnects, messagesDropped: status.messagesDropped,
            liveSince: status.liveSince?.milliseconds, server: view.server,
            lastFault: status.lastFault.map(FaultDTO.init),
            lastFaultAt: status.lastFaultAt?.milliseconds, personRequest: view.personRequest.map(PersonRequestDTO.init),
            platformWord: view.platformWord.map(Self.word), numbers: view.numbers.map(NumberDTO.init),
            bytesAreLowerBound: view.isLowerBound
        )
    }

    private static func word(_ word: PlatformWord) -> String {
        switch word {
        case .live: "live"
        case .offline: "offline"
        case .unknown: "unknown"
        }
    }
}

extension FaultDTO {
    init(_ fault: Fault) {
        self.init(code: fault.code.rawValue, message: fault.message, blame: fault.blame.rawValue)
    }
}

extension PersonRequestDTO {
    init(_ request: PersonRequest) {
        self.init(
            kind: request.kind.rawValue, what: request.what, location: request.location,
            until: request.until?.milliseconds)
    }
}

extension NumberDTO {
    init(_ view: NumberView) {
        let sample = view.sample
        self.init(
            kind: sample.kind.rawValue, value: sample.value, quality: sample.quality.rawValue,
            at: sample.at.milliseconds, stale: view.isStale,
            source: sample.source
        )
    }
}

extension StateCountsDTO {
    /// Removed destinations are not counted; `live` counts those whose media is accepted, late or not.
    init(_ destinations: [DestinationView]) {
        let counted = destinations.filter { $0.desire != .removed }
        self.init(
            total: counted.count, live: counted.count { $0.status.state == .live || $0.status.state == .lagging },
            trouble: counted.count { $0.isTrouble },
            byState: counted.reduce(into: [:]) { $0[$1.status.state.rawValue, default: 0] += 1 }
        )
    }
}

extension FiguresDTO {
    init(_ figures: Figures) {
        self.init(
            totals: figures.totals.map {
                TotalDTO(
                    kind: $0.kind.rawValue, value: $0.value, quality: $0.quality.rawValue, accountsCounted: $0.counted,
                    accountsStale: $0.stale,
                    accountsWithout: $0.without, oldestPartMilliseconds: $0.oldestPart.milliseconds
                )
            },
            curve: figures.curve.map { CurvePointDTO(at: $0.at.milliseconds, value: $0.value) },
            peakConcurrent: figures.peak?.value, peakAt: figures.peak?.at.milliseconds
        )
    }
}
