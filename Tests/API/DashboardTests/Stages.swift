import ControlWire

/// What a screen in the studio shows, as the daemon would send it.
enum Stages {
    /// 42 minutes into the programme; the cue on air has `left` to go.
    static func onAir(left: Int64?, message: String? = nil) -> StageDTO {
        let now = Boards.now()
        let clock = 42 * Boards.minute + 17_000
        let length = 6 * Boards.minute
        let start = clock - length + (left ?? 200_000)
        func cue(
            _ kind: String, _ title: String, _ subject: String?, in later: Int64, byHand: Bool = false
        ) -> StageCueDTO {
            StageCueDTO(
                kind: kind, title: title, subject: subject, expectedStartMilliseconds: clock + later,
                expectedEndMilliseconds: clock + later + length, lengthMilliseconds: length, byHand: byHand)
        }
        return StageDTO(
            at: now, title: "谢谢你为湖北拼单", phase: "on-air", programClockMilliseconds: clock,
            remainingMilliseconds: 120 * Boards.minute - clock, overMilliseconds: 95_000,
            expectedEndAt: now + 79 * Boards.minute,
            current: StageCueDTO(
                kind: "product", title: "蔡林记热干面", subject: "热干面", expectedStartMilliseconds: start,
                expectedEndMilliseconds: start + length, lengthMilliseconds: left == nil ? nil : length, byHand: false),
            leftMilliseconds: left,
            next: [
                cue("guest-enter", "十堰市副市长王晓进场", "王晓", in: left ?? 60_000),
                cue("product", "恩施红薯粉", nil, in: (left ?? 60_000) + length),
                cue("note", "口播：下单方式", nil, in: (left ?? 60_000) + 2 * length, byHand: true),
            ],
            nextInMilliseconds: left,
            people: [
                StagePersonDTO(name: "欧阳夏丹", role: "新闻主播", part: "host"),
                StagePersonDTO(name: "王晓", role: "十堰市副市长", part: "guest"),
                StagePersonDTO(name: "连线嘉宾", role: nil, part: "co-host"),
            ],
            product: StageProductDTO(name: "蔡林记热干面", priceFen: 1990, stock: "restocked", wave: 2),
            message: message.map { StageMessageDTO(text: $0, at: now) })
    }
}
