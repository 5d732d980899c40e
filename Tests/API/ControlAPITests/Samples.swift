import AdapterKit
import AudienceMetrics
import BroadcastModel
import ControlRoom
import Persistence
import Rundown

/// One of everything, with nothing left out: a field that stays absent here would go untested.
enum Samples {
    static let now = WallTime(milliseconds: 1_586_692_810_000)
    static let account = PlannedAccount(
        id: "wuhan-daily", name: "武汉日报", platform: "manual", tier: .head, settings: ["room": "7"])
    static let plan = BroadcastPlan(
        id: "tonight", title: "谢谢你为湖北拼单", start: WallTime(milliseconds: 1_586_692_800_000),
        lengthMilliseconds: 7_200_000, leadMilliseconds: 600_000,
        endsByClock: true, hosts: [Person(id: "ou", name: "欧阳夏丹")], guests: [Person(id: "wang", name: "王晓")],
        products: [Product(id: "noodles", name: "热干面", priceFen: 1990)], feeds: [PlannedFeed(id: "host", name: "Host")],
        accounts: [account],
        cues: [cue]
    )
    /// No real cue has every field; the wire has to carry each.
    static let cue = Cue(
        id: "guest-1", kind: .guestEnter, start: .after(60_000), lengthMilliseconds: 240_000,
        untilMilliseconds: 900_000,
        title: "Guest enters",
        person: "wang", feed: "host", group: "north", text: "Welcome", wave: 2, quantity: 15_000,
        room: "6688", assignee: "Chen")
    static let trouble = CueTrouble(
        kind: .offAir, text: "host is not on air, slate is on.", accounts: ["a"], feed: "host", canRetry: true)
    static let record = BroadcastRecord(
        plan: plan, phase: .onAir, revision: 7, programFeed: "host", airedAt: WallTime(milliseconds: 1_586_692_800_000),
        endedAt: WallTime(milliseconds: 1_586_700_000_000)
    )
    private static let checked: GuestCheck = {
        var check = GuestCheck()
        check.consent = Signature(by: "otto", at: now)
        check.age = check.consent
        check.arrived = check.consent
        return check
    }()
    /// Revoked, and refused once since.
    private static func linked(_ view: GuestView) -> GuestView {
        guard var terms = try? GuestLink(from: now, until: now + .seconds(60), made: Signature(by: "otto", at: now))
        else { return view }
        terms.revoke(by: Signature(by: "otto", at: now))
        var view = view
        view.link = GuestLinkView(
            terms: terms, state: .revoked, isInUse: true, port: 9000,
            refusal: GuestLinkRefusal(at: now, reason: "revoked", count: 1))
        return view
    }
    static let rundown = RundownView(
        held: true,
        outlook: RundownOutlook(
            CueSheet(
                cues: [cue, Cue(id: "thanks", kind: .note, start: .after(0), title: "Thanks")],
                runs: ["guest-1": CueRun(.fired, since: .seconds(61), count: 1)],
                current: "guest-1"),
            at: .seconds(66)),
        cues: [
            CueView(
                cue: cue,
                run: CueRun(
                    .fired, since: .seconds(61), count: 1, firedAt: now, tick: Signature(by: "otto", at: now)),
                planned: .init(start: .seconds(60), end: .seconds(60)),
                expected: .init(start: .seconds(61), end: .seconds(66)), subject: "王晓", trouble: trouble)
        ],
        guests: [
            linked(
                GuestView(
                    person: Person(
                        id: "wang", name: "王晓", role: "deputy mayor", feed: "host", arrivesBeforeMilliseconds: 600_000,
                        needsConsent: true, needsAgeCheck: true),
                    check: checked, stage: .checking, missing: "something", expected: .seconds(1_200)))
        ]
    )
    static let feed: FeedView = {
        var status = FeedStatus()
        status.connected = true
        status.peer = "127.0.0.1:5000"
        status.since = now
        status.bytesReceived = 1000
        status.bitsPerSecond = 4_200_000
        status.framesPerSecond = 30
        status.width = 1920
        status.height = 1080
        status.videoCodec = "H.264"
        status.audioCodec = "AAC"
        status.keyframeIntervalMilliseconds = 2000
        status.silentForMilliseconds = 12
        var view = FeedView(id: "host", name: "Host", hasKey: true, isProgram: true, status: status)
        view.source = .srt(port: 9000, latencyMilliseconds: 200)
        view.sourceState = FeedSourceState(.waiting, fault: Fault(.closedByPeer, "The source ended.", blame: .network))
        view.gate = [.noSound, .notSteady]
        view.seats = [
            CompositeSeatState(
                feed: "wang", phase: .reserved, addedDelayMilliseconds: 150,
                fault: Fault(.malformed, "The pictures are broken.", blame: .network))
        ]
        return view
    }()
    static let number = NumberView(
        sample: Sample(
            account: account.id, kind: .concurrent, value: 12_000, quality: .approximate, at: now,
            source: "typed by otto"), isStale: false
    )
    static let destination: DestinationView = {
        var status = DestinationStatus(state: .waiting)
        status.attempt = 3
        status.nextRetry = now + .seconds(4)
        status.lagMilliseconds = 1500
        status.bytesSent = 123_456
        status.bitsPerSecond = 4_200_000
        status.reconnects = 2
        status.messagesDropped = 9
        status.liveSince = now
        status.lastFault = Fault(.connectionReset, "The platform closed the connection.", blame: .platform)
        status.lastFaultAt = now
        return DestinationView(
            account: account, desire: .on, status: status, isTrouble: true, server: "rtmps://push.example.com",
            personRequest: PersonRequest(
                kind: .pasteAddress, what: "Paste the push address.", location: "lianbo account set-address", until: now
            ),
            platformWord: .offline, numbers: [number]
        )
    }()
    static let board = board(at: now)
    static func board(at moment: WallTime) -> Board {
        var board = Board(
            at: moment, broadcast: record, programClock: .seconds(10), rundown: rundown, feeds: [feed],
            destinations: [destination],
            figures: Figures(
                totals: [
                    Total(
                        kind: .concurrent, value: 12_000, quality: .approximate, counted: 1, stale: 0, without: 0,
                        oldestPart: .seconds(3))
                ],
                curve: [CurvePoint(at: now, value: 12_000)], peak: CurvePoint(at: now, value: 12_000)
            ),
            output: OutputView(
                condition: .onBackup, feed: "backup",
                groups: [OutputView.Group(name: "main", delay: .seconds(20), cover: .untilProgram, accounts: 1)],
                isCut: false)
        )
        board.stageMessage = StageMessage(text: "Wrap up", at: now, by: "otto", cue: "guest-1")
        board.warnings = [InputWarning(kind: .bitrate, text: "Too much.", accounts: [account.id])]
        return board
    }
    static let asRun = AsRunEntry(
        broadcast: "tonight", sequence: 1, at: now, action: .fired, cue: "guest-1", title: "Guest enters", by: "clock",
        lateMilliseconds: 12)
    static let stageLink = StageLinkRecord(
        broadcast: "tonight", id: StageLinkID("link-1"), name: "主舞台", tokenHash: [1, 2, 3], createdAt: now,
        createdBy: "otto", expiresAt: now + .seconds(60))
    static let user = UserRecord(id: "vera", role: .viewer, tokenHash: [1, 2, 3], createdAt: now)
    static let audit = AuditEntry(
        sequence: 4, at: now, by: "otto", action: "cue.fire", subject: "broadcast/tonight", revision: 7,
        detail: "guest-1")
}

extension BroadcastID: ExpressibleByStringLiteral { package init(stringLiteral value: String) { self.init(value) } }
extension AccountID: ExpressibleByStringLiteral { package init(stringLiteral value: String) { self.init(value) } }
extension FeedID: ExpressibleByStringLiteral { package init(stringLiteral value: String) { self.init(value) } }
extension CueID: ExpressibleByStringLiteral { package init(stringLiteral value: String) { self.init(value) } }
extension PersonID: ExpressibleByStringLiteral { package init(stringLiteral value: String) { self.init(value) } }
extension ProductID: ExpressibleByStringLiteral { package init(stringLiteral value: String) { self.init(value) } }
extension UserID: ExpressibleByStringLiteral { package init(stringLiteral value: String) { self.init(value) } }
extension PlatformID: ExpressibleByStringLiteral { package init(stringLiteral value: String) { self.init(value) } }
