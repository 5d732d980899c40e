import BroadcastModel

extension WireSchema {
    static let seats: [WireSchema] = [
        WireSchema(
            "SeatDTO", "What one seat of a composite shows.",
            [
                .text("feed", "Whose picture and sound it is."),
                .text("phase", among: CompositeSeatState.Phase.allCases.map(\.rawValue)),
                .whole(
                    "addedDelayMilliseconds",
                    "What the composite adds to this person's picture at present; absent while none has passed."
                ).optional,
                .one("fault", "FaultDTO").optional,
            ])
    ]
}
