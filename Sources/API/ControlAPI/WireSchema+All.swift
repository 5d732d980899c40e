import BroadcastModel
import ControlRoom
import Logging

extension WireSchema {
    static let all: [WireSchema] = requests + boards + records + air + guestLinks + seats + stage + series

    private static func names<Value: RawRepresentable<String> & CaseIterable>(_ type: Value.Type) -> [String] {
        Value.allCases.map(\.rawValue)
    }
    private static let revision = Property.whole(
        "revision", "The revision that the author saw; a stale command is refused with 409."
    ).optional

    private static let requests: [WireSchema] = [
        WireSchema(
            "PlanRequest", "A plan file's text.",
            [
                .text("fileName", "The name it had, for messages."), .text("yaml", "The whole file."),
                .flag("dryRun", "Check only, keep nothing.").optional,
            ]),
        WireSchema(
            "CommandRequest", "A command on a broadcast; the body may be left out.",
            [revision, .flag("anyway", "With start: on air although the input is not stable.").optional]),
        WireSchema(
            "ShiftRequest", "Everything that has not begun comes later; earlier when negative.",
            [.whole("milliseconds"), revision]),
        WireSchema(
            "CueRequest", "A cue that has not begun.",
            [
                .text("cue", "A YAML mapping with the keys of a plan's rundown."),
                .text("after", "Absent: in front of everything that has not begun.").optional, revision,
            ]),
        WireSchema(
            "FillRequest", "A whole rundown in place of everything that has not begun.",
            [
                .text("yaml", "A YAML mapping with the key rundown, as in a plan."), .text("fileName"),
                .flag("dryRun", "Look only.").optional, revision,
            ]),
        WireSchema(
            "MoveRequest", "Where a cue goes.",
            [.text("after", "Absent: in front of everything that has not begun.").optional, revision]),
        WireSchema("SwitchRequest", "Which feed goes on air.", [.text("feed"), revision]),
        WireSchema(
            "AddDestinationRequest", "One more account.",
            [
                .text("account"), .text("name"), .text("platform", "An adapter's name: manual, selfhosted."),
                .text("tier", among: names(AccountTier.self)).optional,
                .map("settings", of: "string", "Adapter settings; nothing secret.").optional,
            ]),
        WireSchema(
            "SecretRequest", "A key, an address or a token.",
            [.secret("secret", "Sealed at rest and never shown again.")]),
        WireSchema(
            "TypedNumberRequest", "A number that a person read.",
            [.text("kind", among: names(SampleKind.self)), .text("text", "12345, 1.2万, 10万+, 1.2w")]),
        WireSchema(
            "UserRequest", "A user's role and token.",
            [
                .text("role", among: names(Role.self)),
                .secret("token", "Made by the client; needed for a new user.").optional,
            ]),
        WireSchema("SessionRequest", "A token to sign in with.", [.secret("token", "The user's token.")]),
        WireSchema("LogLevelRequest", "A log level.", [.text("level", among: names(Logger.Level.self))]),
    ]

    private static let boards: [WireSchema] = [
        WireSchema(
            "BoardDTO",
            "Everything about one broadcast at one moment. Moments are milliseconds since 1970; absent means not known, never zero.",
            [
                .whole("at"), .one("broadcast", "BroadcastDTO"),
                .whole("programClockMilliseconds", "Time since air.").optional,
                .whole("startsInMilliseconds", "Time to air, ahead of air.").optional,
                .whole("remainingMilliseconds", "Planned end minus now.").optional,
                .one("rundown", "RundownDTO"), .list("feeds", "FeedDTO"),
                .list("destinations", "DestinationDTO", "Trouble first, then by id."),
                .one("counts", "StateCountsDTO"), .one("figures", "FiguresDTO"),
                .one("output", "OutputDTO").optional, .list("warnings", "InputWarningDTO"),
                .whole("leftMilliseconds", "Until the cue on air is expected to end, by whatever ends it.").optional,
                .one("stageMessage", "StageMessageDTO").optional,
            ]),
        WireSchema(
            "RundownDTO", "The rundown with what is on and what comes.",
            [
                .flag("held"), .text("current", "The cue fired last.").optional, .text("next").optional,
                .whole("nextInMilliseconds", "Negative when overdue; absent before air.").optional,
                .whole("remainingMilliseconds", "Until the cue on air ends; negative when it runs over.").optional,
                .whole("lateMilliseconds", "How much later than planned the running or the next cue is."),
                .whole("overMilliseconds", "How much longer than planned the programme will be; negative: shorter."),
                .whole("plannedEndMilliseconds", "When the last cue of the line ends, in programme time."),
                .whole("expectedEndMilliseconds"), .list("cues", "CueDTO"),
                .list("guests", "GuestDTO", "Guests, and hosts of whom something is to be checked."),
            ]),
        WireSchema(
            "GuestDTO", "A person in the green room, on air, or gone.",
            [
                .text("id"), .text("name"), .text("role").optional, .text("stage", among: names(GuestStage.self)),
                .text("missing", "What their cue waits for.").optional, .flag("needsConsent"), .flag("needsAgeCheck"),
                .text("consentBy", "Who noted that they agreed to be broadcast.").optional,
                .text("ageBy", "Who checked their age.").optional, .whole("arrivedAt").optional,
                .text("feed").optional, .whole("arrivesMilliseconds", "When they are to be here.").optional,
                .whole("expectedMilliseconds", "When they are expected on air, in programme time.").optional,
                .one("link", "GuestLinkDTO").optional,
                .texts("notReady", "Why their own feed should not be seen yet."),
                .texts("notReadyCodes", among: names(InputGate.Reason.self)),
            ]),
        WireSchema(
            "CueDTO", "One step of the rundown.",
            [
                .text("id"), .text("kind", among: names(Cue.Kind.self)), .text("title"),
                .text("subject", "The person or product concerned.").optional,
                .whole("atMilliseconds", "When it is planned to begin, in programme time."),
                .whole("plannedEndMilliseconds"),
                .whole("expectedStartMilliseconds", "As it went, or as it will go from now on."),
                .whole("expectedEndMilliseconds"), .text("start", among: ["at", "clock", "follows"]),
                .whole("lengthMilliseconds", "Absent: until the next one begins.").optional,
                .flag("isAside", "Nothing waits for it."), .flag("byHand"),
                .text("late", among: names(Cue.LateRule.self)), .text("state", among: names(CueState.self)),
                .whole("firedAt").optional, .count("count", "How often it was fired."), .text("text").optional,
                .count("wave").optional, .count("quantity").optional, .text("feed").optional, .text("group").optional,
                .text("clock", "Of a cue at a time of day: the moment by the clock of the programme's place.").optional,
                .whole("gapMilliseconds", "Of a cue that follows: how long after the one above it.").optional,
                .whole("untilMilliseconds", "When it ends however late it began.").optional,
                .text("room", "Whose room a co-stream is with, where that room is not ours.").optional,
                .text("assignee", "Who sees to it.").optional,
                .flag("needsTick", "Only a person can do it, and ticks it off."), .whole("tickedAt").optional,
                .text("tickedBy").optional,
                .one("trouble", "CueTroubleDTO").optional,
            ]),
        WireSchema(
            "CueTroubleDTO", "A cue was fired, and what it was fired for is not so.",
            [
                .text("kind", among: names(CueTrouble.Kind.self)), .text("text", "In words for people, in English."),
                .texts("accounts", "The accounts concerned."), .text("feed", "The feed concerned.").optional,
                .flag("canRetry", "`retry` does something about it."),
            ]),
        WireSchema(
            "FeedDTO", "One input. Its key goes in, never out.",
            [
                .text("id"), .text("name"), .flag("hasKey"), .flag("isProgram", "On air now."), .flag("connected"),
                .text("peer").optional,
                .whole("since").optional, .count("bytesReceived"), .count("bitsPerSecond"), .real("framesPerSecond"),
                .count("width").optional,
                .count("height").optional, .text("videoCodec").optional, .text("audioCodec").optional,
                .whole("keyframeIntervalMilliseconds").optional,
                .whole("silentForMilliseconds").optional,
                .text("source", among: ["publish", "srt", "pull", "file", "composite"]),
                .text("sourceState", among: names(FeedSourceState.Phase.self)).optional,
                .one("sourceFault", "FaultDTO").optional,
                .texts("notReady", "Why it should not go on air; empty when it is stable."),
                .texts("notReadyCodes", among: names(InputGate.Reason.self)),
                .list("seats", "SeatDTO").optional,
            ]),
        WireSchema(
            "InputWarningDTO", "What some accounts' platforms reject or punish of the input.",
            [
                .text("kind", among: names(InputWarning.Kind.self)), .text("text"),
                .texts("accounts", "Whom it concerns."),
            ]),
        WireSchema(
            "DestinationDTO", "One account's part in the broadcast.",
            [
                .text("account"), .text("name"), .text("platform"), .text("tier", among: names(AccountTier.self)),
                .text("desire", among: ["on", "off", "removed"]),
                .text("state", among: names(DestinationState.self)), .flag("isTrouble", "Somebody should look."),
                .count("attempt"),
                .whole("nextRetryAt").optional, .whole("lagMilliseconds"), .count("bytesSent"),
                .flag(
                    "bytesAreLowerBound",
                    "What is counted is at least this: a daemon was killed before it had saved it."),
                .count("bitsPerSecond"), .count("reconnects"),
                .count("messagesDropped"), .whole("liveSince").optional,
                .text("server", "Scheme, host and port; never more.").optional,
                .one("lastFault", "FaultDTO").optional, .whole("lastFaultAt").optional,
                .one("personRequest", "PersonRequestDTO").optional,
                .text("platformWord", "The platform's own word.", among: ["live", "offline", "unknown"]).optional,
                .list("numbers", "NumberDTO"),
            ]),
        WireSchema(
            "FaultDTO", "What went wrong and whose it is to mend.",
            [
                .text("code", among: names(Fault.Code.self)), .text("message"),
                .text("blame", among: names(Fault.Blame.self)),
            ]),
        WireSchema(
            "PersonRequestDTO", "What a person has to do.",
            [
                .text("kind", among: ["paste-address", "scan", "face", "reauthorise", "accept-in-app"]), .text("what"),
                .text("location"), .whole("until").optional,
            ]),
        WireSchema(
            "NumberDTO", "The newest number of one kind of one account.",
            [
                .text("kind", among: names(SampleKind.self)), .whole("value"),
                .text("quality", among: names(SampleQuality.self)), .whole("at"), .flag("stale"),
                .text("source"),
            ]),
        WireSchema(
            "StateCountsDTO", "How many destinations stand where.",
            [
                .count("total"), .count("live", "Media is accepted, late or not."), .count("trouble"),
                .map("byState", of: "integer", "States with none are left out."),
            ]),
        WireSchema(
            "FiguresDTO", "Merged figures.",
            [
                .list("totals", "TotalDTO"),
                .list("curve", "CurvePointDTO", "Merged concurrent viewers, oldest first."),
                .whole("peakConcurrent").optional,
                .whole("peakAt").optional,
            ]),
        WireSchema(
            "TotalDTO", "One kind over all accounts.",
            [
                .text("kind", among: names(SampleKind.self)), .whole("value"),
                .text("quality", "The weakest among the parts.", among: names(SampleQuality.self)),
                .count("accountsCounted"), .count("accountsStale"), .count("accountsWithout"),
                .whole("oldestPartMilliseconds"),
            ]),
        WireSchema("CurvePointDTO", "One point of a curve.", [.whole("at"), .whole("value")]),
    ]

    private static let records: [WireSchema] = [
        WireSchema(
            "BroadcastDTO", "One broadcast without its parts.",
            [
                .text("id"), .text("title"), .text("phase", among: names(BroadcastPhase.self)), .whole("revision"),
                .whole("startsAt"),
                .whole("lengthMilliseconds"), .whole("airedAt").optional, .whole("endedAt").optional,
                .text("programFeed"), .count("accountCount"),
                .count("cueCount"),
                .text(
                    "rehearses", "Whose rehearsal it is; absent: the real thing. No account of a rehearsal is reached."
                )
                .optional,
                .list(
                    "doubleBookings", "DoubleBookingDTO",
                    "What another broadcast wants at the same time; absent where it was not looked for."
                ).optional,
                .whole("utcOffsetMilliseconds", "How far the clock of its place is ahead of UTC when it starts.")
                    .optional,
                .text("campaign", "What it is a part of, with others.").optional,
                .one("series", "SeriesPlaceDTO").optional,
            ]),
        WireSchema(
            "DoubleBookingDTO", "An account, a person or a feed that another broadcast wants at the same time.",
            [
                .text("kind", among: ["account", "person", "feed"]), .text("id"), .text("name"),
                .text("with", "The other broadcast."), .whole("from"), .whole("until"),
            ]),
        WireSchema(
            "AsRunDTO", "One line of the as-run log.",
            [
                .whole("sequence"), .whole("at"),
                .text(
                    "action",
                    among: [
                        "fired", "held", "released", "skipped", "on-air", "ended", "aborted", "switched", "dumped",
                        "cut",
                        "lifted", "delayed",
                    ]),
                .text("cue").optional, .text("title"), .text("by"),
                .whole("lateMilliseconds", "Negative when early.").optional,
            ]),
        WireSchema(
            "ReportDTO", "What came of a broadcast.",
            [
                .one("broadcast", "BroadcastDTO"),
                .count("accountsPlanned", "Those taken out after they had accepted media included."),
                .count("accountsReached", "Accounts that accepted media at least once."),
                .count("bytesSent"),
                .flag("bytesAreLowerBound", "At least one destination's numbers are lower bounds."),
                .count("messagesDropped"), .count("reconnects"), .count("cuesPlanned"),
                .count("cuesFired"), .count("cuesSkipped"),
                .whole("worstCueLatenessMilliseconds", "Of cues fired by the clock.").optional,
                .list("asRun", "AsRunDTO"), .one("figures", "FiguresDTO"),
                .list("destinations", "DestinationDTO"),
            ]),
        WireSchema(
            "AccountDTO", "An account known across broadcasts.",
            [
                .text("id"), .text("name"), .text("platform"), .text("tier", among: names(AccountTier.self)),
                .map("settings", of: "string"),
                .flag("hasPushAddress"), .flag("hasCredential"),
            ]),
        WireSchema(
            "UserDTO", "Somebody who may command.",
            [.text("id"), .text("role", among: names(Role.self)), .whole("createdAt")]),
        WireSchema("SessionDTO", "Who I am.", [.text("user"), .text("role", among: names(Role.self))]),
        WireSchema(
            "AuditDTO", "One change.",
            [
                .whole("sequence"), .whole("at"), .text("by"), .text("action"), .text("subject"),
                .whole("revision").optional, .text("detail"),
            ]),
        WireSchema(
            "DaemonDTO", "The daemon itself.",
            [
                .text("version"), .whole("startedAt"), .text("ingestAddress"),
                .text("logLevel", among: names(Logger.Level.self)),
            ]),
        WireSchema(
            "ProblemDTO", "An error (RFC 9457).",
            [
                .text("type", "urn:lianbo:fault:<code>"), .text("title"), .count("status"), .text("detail"),
                .text("blame", among: names(Fault.Blame.self)).optional,
                .list("faults", "PlanFaultDTO", "All faults of a plan at once.").optional,
                .list("changes", "AuditDTO", "What a stale command did not see.").optional,
            ]),
        WireSchema(
            "PlanFaultDTO", "One fault of a plan.",
            [.count("line"), .count("column"), .text("path", "cues[3].at"), .text("message")]),
    ]
}
