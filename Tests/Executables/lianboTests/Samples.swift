import ControlWire

enum Samples {
    static let now: Int64 = 1_586_692_810_000

    static func broadcast(id: String = "tonight", title: String = "谢谢你为湖北拼单", phase: String = "on-air") -> BroadcastDTO
    {
        BroadcastDTO(
            id: id, title: title, phase: phase, revision: 7, startsAt: 1_586_692_800_000, lengthMilliseconds: 7_200_000,
            airedAt: 1_586_692_800_000,
            endedAt: phase == "ended" ? now : nil, programFeed: "host", accountCount: 6, cueCount: 3
        )
    }

    static func destination(
        _ account: String, _ name: String, _ state: String, isTrouble: Bool = false, desire: String = "on"
    ) -> DestinationDTO {
        DestinationDTO(
            account: account, name: name, platform: "manual", tier: "head", desire: desire, state: state,
            isTrouble: isTrouble, attempt: 1, nextRetryAt: nil,
            lagMilliseconds: 12, bytesSent: 5_250_000, bitsPerSecond: state == "live" ? 4_200_000 : 0, reconnects: 0,
            messagesDropped: 0, liveSince: now,
            server: "rtmp://push.example.com", lastFault: nil, lastFaultAt: nil, personRequest: nil, platformWord: nil,
            numbers: []
        )
    }

    static var destinations: [DestinationDTO] {
        var refused = destination("wuhan-daily", "武汉日报", "refused", isTrouble: true)
        refused.lastFault = FaultDTO(
            code: "keyRefused", message: "The platform refused the stream key.", blame: "operator")
        var waiting = destination("yangtze-tv", "长江电视台", "waiting-to-retry", isTrouble: true)
        waiting.attempt = 4
        waiting.nextRetryAt = now + 7_500
        waiting.reconnects = 2
        waiting.lastFault = FaultDTO(
            code: "connectionReset", message: "The platform closed the connection.", blame: "platform")
        var person = destination("xiangyang", "襄阳发布", "needs-person", isTrouble: true)
        person.personRequest = PersonRequestDTO(
            kind: "paste-address", what: "Paste the push address.", location: "lianbo account set-address xiangyang",
            until: nil)
        var lagging = destination("enshi", "恩施在线", "lagging", isTrouble: true)
        lagging.lagMilliseconds = 1_530
        lagging.bitsPerSecond = 3_100_000
        return [
            refused, waiting, person, lagging, destination("huanggang", "黄冈", "live"),
            destination("shiyan", "十堰 Shiyan", "idle", desire: "off"),
        ]
    }

    static func board(
        _ broadcast: BroadcastDTO = broadcast(), destinations: [DestinationDTO] = destinations
    ) -> BoardDTO {
        BoardDTO(
            at: now, broadcast: broadcast, programClockMilliseconds: 3_725_000, startsInMilliseconds: nil,
            remainingMilliseconds: 3_475_000,
            rundown: RundownDTO(
                held: false, current: "opening", next: "guest-1", nextInMilliseconds: 75_000,
                cues: [
                    CueDTO(
                        id: "opening", kind: "note", title: "Opening", subject: nil, atMilliseconds: 0, byHand: false,
                        state: "fired", firedAt: now),
                    CueDTO(
                        id: "guest-1", kind: "guest-enter", title: "Deputy mayor enters", subject: "王晓",
                        atMilliseconds: 3_800_000, byHand: false, state: "pending", firedAt: nil),
                    CueDTO(
                        id: "noodles", kind: "product", title: "Hot dry noodles", subject: "热干面",
                        atMilliseconds: 4_200_000, byHand: true, state: "held", firedAt: nil),
                ]
            ),
            feeds: [
                FeedDTO(
                    id: "host", name: "Host", hasKey: true, isProgram: true, connected: true, peer: "127.0.0.1:40000",
                    since: now, bytesReceived: 1_000_000,
                    bitsPerSecond: 4_200_000, framesPerSecond: 29.97, width: 1920, height: 1080, videoCodec: "H.264",
                    audioCodec: "AAC",
                    keyframeIntervalMilliseconds: 2000, silentForMilliseconds: 10
                ),
                FeedDTO(
                    id: "backup", name: "备用", hasKey: false, isProgram: false, connected: false, peer: nil, since: nil,
                    bytesReceived: 0, bitsPerSecond: 0,
                    framesPerSecond: 0, width: nil, height: nil, videoCodec: nil, audioCodec: nil,
                    keyframeIntervalMilliseconds: nil, silentForMilliseconds: nil
                ),
            ],
            destinations: destinations,
            counts: StateCountsDTO(
                total: destinations.count, live: destinations.count { $0.state == "live" || $0.state == "lagging" },
                trouble: destinations.count { $0.isTrouble },
                byState: destinations.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
            ),
            figures: FiguresDTO(
                totals: [
                    TotalDTO(
                        kind: "concurrent", value: 1_234_567, quality: "approximate", accountsCounted: 4,
                        accountsStale: 1, accountsWithout: 1, oldestPartMilliseconds: 12_300),
                    TotalDTO(
                        kind: "likes", value: 100_000, quality: "at-least", accountsCounted: 1, accountsStale: 0,
                        accountsWithout: 5, oldestPartMilliseconds: 800),
                    TotalDTO(
                        kind: "gmv-fen", value: 6_100_000_005, quality: "exact", accountsCounted: 2, accountsStale: 0,
                        accountsWithout: 4, oldestPartMilliseconds: 100),
                ],
                curve: [], peakConcurrent: 1_300_000, peakAt: now
            )
        )
    }

    static let accounts = [
        AccountDTO(
            id: "wuhan-daily", name: "武汉日报", platform: "manual", tier: "head", settings: [:], hasPushAddress: true,
            hasCredential: false),
        AccountDTO(
            id: "xiangyang", name: "襄阳发布", platform: "manual", tier: "long-tail", settings: [:], hasPushAddress: false,
            hasCredential: false),
    ]

    static var report: ReportDTO {
        ReportDTO(
            broadcast: broadcast(phase: "ended"), accountsPlanned: 6, accountsReached: 5, bytesSent: 31_500_000_000,
            messagesDropped: 1_234, reconnects: 2,
            cuesPlanned: 3, cuesFired: 2, cuesSkipped: 1, worstCueLatenessMilliseconds: 14,
            asRun: [
                AsRunDTO(
                    sequence: 1, at: now, action: "on-air", cue: nil, title: "On air", by: "clock", lateMilliseconds: 3),
                AsRunDTO(
                    sequence: 2, at: now + 60_000, action: "fired", cue: "guest-1", title: "Deputy mayor enters 王晓",
                    by: "otto", lateMilliseconds: nil),
            ],
            figures: board().figures, destinations: destinations
        )
    }
}
