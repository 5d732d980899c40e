import RTMPWire

/// `IngestSession` and an owner like the ingest's own. Options: 0 and 1 say what the owner answers (3: no), 2 means
/// that the handshake is part of the body, 3 sets small limits, 4 lets the owner ping and, at the end, close.
enum IngestFuzz {
    private typealias Talk = Conversation<IngestSession.Event>

    static let handshake: [UInt8] = [3] + Array(repeating: 0, count: 2 * Handshake.packetLength)

    static func run(_ input: FuzzInput) throws(BrokenPromise) -> Int {
        var limits = IngestSession.Limits()
        if input.has(3) {
            limits.beforeAccept = handshake.count + 600
            limits.message = 2_000
        }
        let whole = try talk(input.manners[0], input, limits)
        let cut = try talk(input.manners[1], input, limits)
        // Beyond the small limit, what waits for an answer depends on when the owner gives it.
        if limits.message > input.body.count { try Talk.compare(whole: whole, cut: cut) }
        return cut.events.count
    }

    private static func talk(
        _ pieces: [ArraySlice<UInt8>], _ input: FuzzInput, _ limits: IngestSession.Limits
    ) throws(BrokenPromise) -> Talk {
        var session = IngestSession(random: [], limits: limits)
        var talk = Talk()
        var heard = 0
        for piece in (input.has(2) ? [] : [handshake[...]]) + pieces {
            heard += piece.count
            if input.has(4) { try talk.note(session.isHandshakeComplete ? session.ping(timestamp: 7) : [], []) }
            guard try hear(piece, &session, &talk, isRefused: input.options & 3 == 3) else {
                talk.hasFailed = true
                break
            }
        }
        if input.has(4), session.isHandshakeComplete { try talk.note(session.close(), []) }
        if session.isHandshakeComplete {
            try talk.checkReply(
                to: heard + (input.has(4) ? 2 * pieces.count : 0), skipping: handshake.count)
        }
        try check(talk.events, limits, heard: heard)
        return talk
    }

    /// False when the session failed.
    private static func hear(
        _ piece: ArraySlice<UInt8>, _ session: inout IngestSession, _ talk: inout Talk, isRefused: Bool
    ) throws(BrokenPromise) -> Bool {
        let bytes = Array(piece)
        let outcome = bytes.withUnsafeBytes { try? session.receive($0) }
        guard let (reply, events) = outcome else { return false }
        try talk.note(reply, events)
        switch events.last {
        case .publishRequested:
            try talk.note(
                isRefused
                    ? session.refusePublish(code: "NetStream.Publish.Denied", description: "no")
                    : session.acceptPublish(), [])
        case .playRequested:
            try talk.note(
                isRefused
                    ? session.refusePlay(code: "NetStream.Play.Failed", description: "no") : session.acceptPlay(), [])
        default: return true
        }
        return try hear([], &session, &talk, isRefused: isRefused)
    }

    private static func check(
        _ events: [IngestSession.Event], _ limits: IngestSession.Limits, heard: Int
    ) throws(BrokenPromise) {
        var isPublishing = false
        var media = 0
        for (index, event) in events.enumerated() {
            switch event {
            case .publishRequested, .playRequested:
                try promise(index == 0, "A second request is made.")
                isPublishing = if case .publishRequested = event { true } else { false }
                try promise(["publishRequested", "playRequested"].contains("\(event)"), "A name is shown.")
            case .media(let typeID, _, let payload):
                try promise(isPublishing, "Media comes from nobody who publishes.")
                try promise([8, 9, 18].contains(typeID) && !payload.isEmpty, "Media of type \(typeID) is handed out.")
                try promise(payload.count <= limits.message, "A message of \(payload.count) bytes is handed out.")
                media += payload.count
            case .ended: try promise(index > 0 && index == events.count - 1, "The end is not the end.")
            }
        }
        try promise(media <= heard, "There is more media than came.")
    }
}
