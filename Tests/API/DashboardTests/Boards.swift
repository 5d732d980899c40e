import ControlWire
import Foundation

/// Boards as the daemon would send them.
enum Boards {
    static let minute: Int64 = 60_000
    static let papers = [
        "湖北日报", "长江云", "楚天都市报", "武汉广播电视台", "光明网", "中国青年报", "经济日报", "南方都市报", "新京报", "澎湃新闻", "封面新闻", "红星新闻",
        "极目新闻", "大河报", "齐鲁晚报", "潇湘晨报", "每日经济新闻", "华商报", "北京青年报", "扬子晚报", "钱江晚报", "羊城晚报", "解放日报", "文汇报", "四川日报", "河南日报",
        "山西日报",
    ]

    static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    static func broadcast(
        phase: String, accounts: Int, aired: Int64? = nil, ended: Int64? = nil, at now: Int64
    ) -> BroadcastDTO {
        BroadcastDTO(
            id: "hubei-0412", title: "谢谢你为湖北拼单", phase: phase, revision: 41, startsAt: aired ?? now + 12 * minute,
            lengthMilliseconds: 120 * minute, airedAt: aired, endedAt: ended, programFeed: "host",
            accountCount: accounts, cueCount: 6)
    }

    static func cues(fired: Int, aired: Int64?) -> [CueDTO] {
        let plan: [(String, String, String?, Int64, Bool)] = [
            ("guest-enter", "主播欧阳夏丹进场", "欧阳夏丹", 0, false), ("product", "热干面", "蔡林记热干面", 4, false),
            ("guest-enter", "十堰市副市长王晓进场", "王晓", 38, false), ("product", "红薯粉", "恩施红薯粉", 44, false),
            ("note", "口播：下单方式", nil, 52, true), ("note", "结束语", nil, 115, false),
        ]
        return plan.enumerated().map { index, cue in
            CueDTO(
                id: "c\(index)", kind: cue.0, title: cue.1, subject: cue.2, atMilliseconds: cue.3 * minute,
                byHand: cue.4,
                state: index < fired ? "fired" : "pending",
                firedAt: index < fired ? aired.map { $0 + cue.3 * minute } : nil)
        }
    }

    static func destination(_ index: Int, state: String, viewers: Int64?, at now: Int64) -> DestinationDTO {
        let isLive = state == "live"
        let numbers =
            viewers.map {
                [
                    NumberDTO(
                        kind: "concurrent", value: $0, quality: "exact", at: now - 2000, stale: false,
                        source: "nginx-rtmp stat")
                ]
            } ?? []
        return DestinationDTO(
            account: "a" + String(repeating: "0", count: max(0, 4 - "\(index)".count)) + "\(index)",
            name: papers[index % papers.count] + (index < papers.count ? "" : "直播间\(index / papers.count)"),
            platform: "selfhosted",
            tier: index < 9 ? "head" : index < 40 ? "middle" : "long-tail", desire: "on", state: state,
            isTrouble: false,
            attempt: isLive ? 1 : 0, nextRetryAt: nil, lagMilliseconds: isLive ? 60 : 0,
            bytesSent: isLive ? 1_320_000_000 : 0,
            bitsPerSecond: isLive ? 4_200_000 : 0, reconnects: 0, messagesDropped: 0,
            liveSince: isLive ? now - 42 * minute : nil,
            server: "rtmp://push.example.net", lastFault: nil, lastFaultAt: nil, personRequest: nil,
            platformWord: isLive ? "live" : nil,
            numbers: numbers)
    }

    static func feeds(connected: Bool) -> [FeedDTO] {
        [
            FeedDTO(
                id: "host", name: "主会场编码器", hasKey: true, isProgram: true, connected: connected, peer: nil, since: nil,
                bytesReceived: 1,
                bitsPerSecond: connected ? 4_218_000 : 0, framesPerSecond: connected ? 29.97 : 0, width: 1920,
                height: 1080,
                videoCodec: "H.264", audioCodec: "AAC", keyframeIntervalMilliseconds: 2000, silentForMilliseconds: 20)
        ]
    }

    static func board(
        phase: String, destinations: [DestinationDTO], fired: Int = 0, aired: Int64? = nil, ended: Int64? = nil,
        clock: Int64? = nil,
        figures: FiguresDTO = FiguresDTO(totals: [], curve: [], peakConcurrent: nil, peakAt: nil), at now: Int64
    ) -> BoardDTO {
        let states = Dictionary(destinations.map { ($0.state, 1) }, uniquingKeysWith: +)
        let sorted = destinations.sorted { ($0.isTrouble ? 0 : 1, $0.account) < ($1.isTrouble ? 0 : 1, $1.account) }
        return BoardDTO(
            at: now,
            broadcast: broadcast(phase: phase, accounts: destinations.count, aired: aired, ended: ended, at: now),
            programClockMilliseconds: clock, startsInMilliseconds: clock == nil ? 12 * minute : nil,
            remainingMilliseconds: clock.map { 120 * minute - $0 },
            rundown: RundownDTO(
                held: false, current: fired > 0 ? "c\(fired - 1)" : nil, next: fired < 6 ? "c\(fired)" : nil,
                nextInMilliseconds: clock.map { 44 * minute - $0 }, cues: cues(fired: fired, aired: aired)),
            feeds: feeds(connected: phase == "on-air"), destinations: sorted,
            counts: StateCountsDTO(
                total: destinations.count, live: states["live"] ?? 0, trouble: destinations.filter(\.isTrouble).count,
                byState: states),
            figures: figures)
    }

    static func beforeAir(accounts: Int = 107) -> BoardDTO {
        let now = now()
        return board(
            phase: "ready", destinations: (0..<accounts).map { destination($0, state: "idle", viewers: nil, at: now) },
            at: now)
    }

    /// 42 minutes into the programme. With `trouble`, account 12 is refused, 33 flaps, 57 hangs, 71 needs a person and 90
    /// is offline by its platform's word.
    static func onAir(accounts: Int = 107, viewersEach: Int64 = 1000, trouble: Bool = true) -> BoardDTO {
        let now = now()
        let clock = 42 * minute + 17_000
        let aired = now - clock
        var all = (0..<accounts).map { destination($0, state: "live", viewers: viewersEach, at: now) }
        if trouble { spoil(&all, at: now) }
        let counted = all.filter { !$0.numbers.isEmpty }.count
        let curve = (0..<200).map { (step: Int64) -> CurvePointDTO in
            let at: Int64 = aired + 20_000 + step * (clock - 20_000) / 200
            return CurvePointDTO(at: at, value: step * 500)
        }
        let total = TotalDTO(
            kind: "concurrent", value: Int64(counted) * viewersEach, quality: "exact", accountsCounted: counted,
            accountsStale: 0,
            accountsWithout: accounts - counted, oldestPartMilliseconds: 6200)
        let orders = TotalDTO(
            kind: "gmv-fen", value: 6_100_000_000, quality: "exact", accountsCounted: 12, accountsStale: 0,
            accountsWithout: accounts - 12,
            oldestPartMilliseconds: 12_000)
        return board(
            phase: "on-air", destinations: all, fired: 3, aired: aired, clock: clock,
            figures: FiguresDTO(totals: [total, orders], curve: curve, peakConcurrent: 99_500, peakAt: curve[199].at),
            at: now)
    }

    private static func spoil(_ all: inout [DestinationDTO], at now: Int64) {
        func trouble(_ index: Int, _ state: String, _ fault: FaultDTO?) {
            all[index].state = state
            all[index].isTrouble = true
            all[index].lastFault = fault
            all[index].lastFaultAt = now - 9000
            if state != "live" { all[index].numbers = [] }
        }
        trouble(
            12, "refused",
            FaultDTO(
                code: "keyRefused", message: "The server refused the stream key (NetStream.Publish.BadName).",
                blame: "operator"))
        trouble(
            33, "waiting-to-retry",
            FaultDTO(code: "connectionReset", message: "The connection was reset after 6 s of media.", blame: "network")
        )
        all[33].nextRetryAt = now + 9000
        all[33].attempt = 4
        trouble(
            57, "lagging",
            FaultDTO(
                code: "stalled", message: "The server accepts the connection and does not read.", blame: "destination"))
        all[57].lagMilliseconds = 3400
        trouble(71, "needs-person", nil)
        all[71].personRequest = PersonRequestDTO(
            kind: "paste-address", what: "这个账号需要粘贴今晚的推流地址", location: "直播后台", until: now + 14 * minute)
        trouble(90, "live", nil)
        all[90].platformWord = "offline"
    }

    static func ended(accounts: Int = 107) -> BoardDTO {
        let now = now()
        var board = board(
            phase: "ended",
            destinations: (0..<accounts).map { destination($0, state: "ended", viewers: 1000, at: now) }, fired: 6,
            aired: now - 121 * minute, ended: now - minute, clock: 120 * minute, at: now)
        board.startsInMilliseconds = nil
        return board
    }
}
