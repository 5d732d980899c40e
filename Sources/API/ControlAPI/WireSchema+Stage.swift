import BroadcastModel
import ControlRoom

extension WireSchema {
    static let stage: [WireSchema] = [
        WireSchema(
            "StageMessageRequest", "What the stage's screen shall say.",
            [.text("text", "One line, 1 to 200 characters.")]),
        WireSchema(
            "StageLinkRequest", "A way to the stage's screen without signing in.",
            [
                .text("name", "Where the screen hangs; no two links of a broadcast share it."),
                .secret("token", "Made by the client: 32 to 128 letters, digits, - and _ at random. Kept hashed."),
                .whole("lifetimeMilliseconds", "1 min to 366 days; absent: until it is revoked.").optional,
            ]),
        WireSchema(
            "StageLinkDTO", "A way to the stage's screen. Its token goes in, never out.",
            [
                .text("id"), .text("name"), .whole("createdAt"), .text("createdBy"), .whole("expiresAt").optional,
                .flag("expired", "It opens nothing any more."),
            ]),
        WireSchema(
            "StageDTO",
            "What a screen in the studio shows. Moments are milliseconds since 1970; absent means not known, never zero.",
            [
                .whole("at"), .text("title"), .text("phase", among: BroadcastPhase.allCases.map(\.rawValue)),
                .whole("programClockMilliseconds", "Time since air.").optional,
                .whole("startsInMilliseconds", "Time to air, ahead of air.").optional,
                .whole("remainingMilliseconds", "Planned end minus now.").optional,
                .whole("overMilliseconds", "How much longer than planned the programme will be; negative: shorter."),
                .whole("expectedEndAt").optional, .flag("held"), .one("current", "StageCueDTO").optional,
                .whole("leftMilliseconds", "Until the cue on air is expected to end; negative when it runs over.")
                    .optional,
                .list("next", "StageCueDTO", "At most three, the next first."),
                .whole("nextInMilliseconds", "Negative when overdue.").optional,
                .list("people", "StagePersonDTO", "Who is on air."), .one("product", "StageProductDTO").optional,
                .one("message", "StageMessageDTO").optional,
            ]),
        WireSchema(
            "StageCueDTO", "One step of the rundown, for the people in the studio.",
            [
                .text("kind", among: Cue.Kind.allCases.map(\.rawValue)), .text("title"), .text("subject").optional,
                .whole("expectedStartMilliseconds", "In programme time."), .whole("expectedEndMilliseconds"),
                .whole("lengthMilliseconds", "Absent: until the next one begins.").optional, .flag("byHand"),
            ]),
        WireSchema(
            "StagePersonDTO", "Somebody on air.",
            [
                .text("name"), .text("role").optional,
                .text("part", among: PersonOnAir.Part.allCases.map(\.rawValue)),
            ]),
        WireSchema(
            "StageProductDTO", "The product on show.",
            [
                .text("name"), .whole("priceFen").optional,
                .text("stock", among: ProductOnShow.Stock.allCases.map(\.rawValue)).optional, .count("wave").optional,
            ]),
        WireSchema(
            "StageMessageDTO", "What the control room says to the people in the studio.",
            [
                .text("text"), .whole("at"), .text("by", "Absent on the stage's screen.").optional,
                .text("cue", "The message cue that said it; absent: a hand.").optional,
            ]),
    ]
}
