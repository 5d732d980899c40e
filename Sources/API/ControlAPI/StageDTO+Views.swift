import BroadcastModel
import ControlRoom
import ControlWire
import Persistence

extension StageDTO {
    private static let shownAhead = 3

    /// What stands in a link's hands is no more than this: no account, no number, no name of an operator.
    init(_ board: Board) {
        let record = board.broadcast
        let whole = BoardDTO(board)
        self.init(
            at: whole.at, title: record.plan.title, phase: record.phase.rawValue,
            programClockMilliseconds: whole.programClockMilliseconds, startsInMilliseconds: whole.startsInMilliseconds,
            remainingMilliseconds: whole.remainingMilliseconds, overMilliseconds: whole.rundown.overMilliseconds,
            expectedEndAt: record.airedAt.map { ($0 + board.rundown.outlook.expectedEnd).milliseconds },
            held: board.rundown.held, current: board.currentCue.map(StageCueDTO.init),
            leftMilliseconds: board.timeLeft?.milliseconds,
            next: board.coming.prefix(Self.shownAhead).map(StageCueDTO.init),
            nextInMilliseconds: whole.rundown.nextInMilliseconds, people: board.peopleOnAir.map(StagePersonDTO.init),
            product: board.productOnShow.map(StageProductDTO.init),
            message: board.stageMessage.map { StageMessageDTO(text: $0.text, at: $0.at.milliseconds) })
    }
}

extension StageCueDTO {
    init(_ view: CueView) {
        self.init(
            kind: view.cue.kind.rawValue, title: view.cue.title, subject: view.subject,
            expectedStartMilliseconds: view.expected.start.milliseconds,
            expectedEndMilliseconds: view.expected.end.milliseconds, lengthMilliseconds: view.cue.lengthMilliseconds,
            byHand: view.cue.byHand)
    }
}

extension StagePersonDTO {
    init(_ person: PersonOnAir) { self.init(name: person.name, role: person.role, part: person.part.rawValue) }
}

extension StageProductDTO {
    init(_ shown: ProductOnShow) {
        self.init(
            name: shown.product.name, priceFen: shown.product.priceFen, stock: shown.stock?.rawValue, wave: shown.wave)
    }
}

extension StageMessageDTO {
    init(_ message: StageMessage) {
        self.init(text: message.text, at: message.at.milliseconds, by: message.by, cue: message.cue?.rawValue)
    }
}

extension StageLinkDTO {
    init(_ link: StageLinkRecord, at now: WallTime) {
        self.init(
            id: link.id.rawValue, name: link.name, createdAt: link.createdAt.milliseconds, createdBy: link.createdBy,
            expiresAt: link.expiresAt?.milliseconds, expired: link.hasExpired(at: now))
    }
}
