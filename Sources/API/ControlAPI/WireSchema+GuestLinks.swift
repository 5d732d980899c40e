import BroadcastModel

extension WireSchema {
    static let guestLinks: [WireSchema] = [
        WireSchema(
            "GuestLinkRequest", "A guest's own push address: its key, its window, or both.",
            [
                .secret("secret", "16 to 64 of a-z, A-Z, 0-9, - and _. Absent: only the window moves.").optional,
                .whole("fromMilliseconds", "Wall clock. Absent: as it is, or when the guest is to be here.").optional,
                .whole("untilMilliseconds", "Absent: as it is, or half an hour after the planned end.").optional,
                .flag("renew", "The key takes the place of one that is in use.").optional,
            ]),
        WireSchema(
            "GuestLinkDTO", "A guest's own push address; nothing of its key.",
            [
                .text("state", among: GuestLink.State.allCases.map(\.rawValue)), .whole("fromMilliseconds"),
                .whole("untilMilliseconds"), .text("madeBy"), .text("revokedBy").optional,
                .flag("inUse", "Somebody pushes by it now."),
                .count("port", "The port that waits for SRT; absent: the link is for RTMP.").optional,
                .text("refusal", "Why a push was refused last.").optional, .whole("refusedAt").optional,
                .count("refusals", "Since the daemon began."),
            ]),
    ]
}
