import BroadcastModel
import ControlRoom
import ControlWire
import Persistence
import Rundown

extension BroadcastDTO {
    init(_ record: BroadcastRecord) {
        self.init(
            id: record.plan.id.rawValue, title: record.plan.title, phase: record.phase.rawValue,
            revision: record.revision,
            startsAt: record.plan.start.milliseconds, lengthMilliseconds: record.plan.lengthMilliseconds,
            airedAt: record.airedAt?.milliseconds,
            endedAt: record.endedAt?.milliseconds, programFeed: record.programFeed.rawValue,
            accountCount: record.plan.accounts.count,
            cueCount: record.plan.cues.count, rehearses: record.plan.rehearses?.rawValue
        )
        utcOffsetMilliseconds = record.plan.utcOffsetMilliseconds
        campaign = record.plan.campaign?.rawValue
        series = record.plan.series.map { SeriesPlaceDTO(id: $0.id.rawValue, number: $0.number, of: $0.total) }
    }
}

extension BroadcastDTO {
    init(_ record: BroadcastRecord, _ bookings: [DoubleBooking]) {
        self.init(record)
        doubleBookings = bookings.map(DoubleBookingDTO.init)
    }
}

extension DoubleBookingDTO {
    init(_ booking: DoubleBooking) {
        let (kind, id, name) =
            switch booking.subject {
            case .account(let id, let name): ("account", id.rawValue, name)
            case .person(let id, let name): ("person", id.rawValue, name)
            case .feed(let id): ("feed", id.rawValue, id.rawValue)
            }
        self.init(
            kind: kind, id: id, name: name, with: booking.second.rawValue, from: booking.from.milliseconds,
            until: booking.until.milliseconds)
    }
}

extension AsRunDTO {
    init(_ entry: AsRunEntry) {
        self.init(
            sequence: entry.sequence, at: entry.at.milliseconds, action: entry.action.rawValue,
            cue: entry.cue?.rawValue, title: entry.title,
            by: entry.by, lateMilliseconds: entry.lateMilliseconds
        )
    }
}

extension AuditDTO {
    init(_ entry: AuditEntry) {
        self.init(
            sequence: entry.sequence, at: entry.at.milliseconds, by: entry.by, action: entry.action,
            subject: entry.subject,
            revision: entry.revision, detail: entry.detail
        )
    }
}

extension UserDTO {
    init(_ record: UserRecord) {
        self.init(id: record.id.rawValue, role: record.role.rawValue, createdAt: record.createdAt.milliseconds)
    }
}

extension AccountDTO {
    init(_ view: AccountView) {
        let account = view.account
        self.init(
            id: account.id.rawValue, name: account.name, platform: account.platform.rawValue,
            tier: account.tier.rawValue,
            settings: account.settings, hasPushAddress: view.hasPushAddress, hasCredential: view.hasCredential
        )
    }
}

extension ReportDTO {
    init(_ report: Report) {
        let board = report.board
        let destinations = board.destinations + report.removed
        let cues = board.rundown.cues
        let byClock = report.asRun.filter { $0.action == .fired && $0.by == Caller.clock.name }
        self.init(
            broadcast: BroadcastDTO(board.broadcast),
            accountsPlanned: board.broadcast.plan.accounts.count + report.removed.count,
            accountsReached: report.accountsReached,
            bytesSent: destinations.reduce(0) { $0 &+ $1.status.bytesSent },
            messagesDropped: destinations.reduce(0) { $0 &+ $1.status.messagesDropped },
            reconnects: destinations.reduce(0) { $0 + $1.status.reconnects },
            cuesPlanned: cues.count, cuesFired: cues.count { $0.run.state == .fired },
            cuesSkipped: cues.count { $0.run.state == .skipped },
            worstCueLatenessMilliseconds: byClock.compactMap(\.lateMilliseconds).max(),
            asRun: report.asRun.map(AsRunDTO.init),
            figures: FiguresDTO(board.figures), destinations: destinations.map(DestinationDTO.init),
            bytesAreLowerBound: destinations.contains { $0.isLowerBound }
        )
    }
}
