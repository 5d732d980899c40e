import ControlRoom
import Persistence

extension WireSchema {
    static let air: [WireSchema] = [
        WireSchema(
            "DelayRequest", "A safety delay.",
            [
                .whole("milliseconds", "0 to 300,000."),
                .text("group", "Absent: every group.").optional,
                .whole("revision", "The revision that the author saw; a stale command is refused with 409.").optional,
            ]),
        WireSchema(
            "OutputDTO", "What goes out, whatever comes in.",
            [
                .text("condition", among: OutputView.Condition.allCases.map(\.rawValue)),
                .text("feed", "On air, if one is.").optional,
                .list("groups", "OutputGroupDTO", "The group main first."),
                .flag("isCut", "Every account is blacked out until somebody lifts it."),
            ]),
        WireSchema(
            "OutputGroupDTO", "Accounts that receive the program equally late.",
            [
                .text("name"), .whole("delayMilliseconds"),
                .text(
                    "cover", "Slate stands over what they would receive.",
                    among: OutputView.Cover.allCases.map(\.rawValue)),
                .count("accounts"),
            ]),
        WireSchema(
            "DumpDTO", "What a dump removed before it went out.",
            [.text("broadcast"), .whole("at"), .list("groups", "DumpedGroupDTO")]),
        WireSchema(
            "DumpedGroupDTO", "What one group had not sent yet.",
            [.text("name"), .count("messages"), .whole("milliseconds", "On the program's time line.")]),
    ]
}
