extension WireSchema {
    static let series: [WireSchema] = [
        WireSchema(
            "SeriesPlaceDTO", "Which broadcast of a series one is, as planned.",
            [
                .text("id"), .count("number", "From 1 up, in order of time."),
                .count("of", "How many were planned."),
            ]),
        WireSchema(
            "CampaignDTO", "Broadcasts that belong together.",
            [
                .text("id"), .count("onAir", "How many are on air now; rehearsals do not count."),
                .whole("nextStartsAt", "When the next one is due that has not begun.").optional,
                .list("broadcasts", "BroadcastDTO", "In order of time."),
            ]),
    ]
}
