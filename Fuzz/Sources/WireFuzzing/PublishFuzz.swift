import RTMPWire

/// `PublishSession` against a platform that sends what it likes. Options: 0 means that the handshake is part of the
/// body, 1 that our side ends the stream at last.
enum PublishFuzz {
    private typealias Talk = Conversation<PublishSession.Event>

    static let name = "room-4711?key=sesame-open-0815"
    /// What no text that a person reads may contain.
    static let secrets = ["room-4711", "sesame-open-0815"]

    static func session() -> PublishSession {
        PublishSession(application: "live", tcURL: "rtmp://host.example/live", streamName: name, chunkSize: 60_000)
    }

    static func run(_ input: FuzzInput) throws(BrokenPromise) -> Int {
        let whole = try talk(input.manners[0], input)
        let cut = try talk(input.manners[1], input)
        try Talk.compare(whole: whole, cut: cut)
        return cut.events.count
    }

    private static func talk(_ pieces: [ArraySlice<UInt8>], _ input: FuzzInput) throws(BrokenPromise) -> Talk {
        var session = session()
        var talk = Talk()
        try talk.note(session.begin(random: []), [])
        var heard = 0
        for piece in (input.has(0) ? [] : [IngestFuzz.handshake[...]]) + pieces {
            heard += piece.count
            let bytes = Array(piece)
            guard let (reply, events) = bytes.withUnsafeBytes({ try? session.receive($0) }) else {
                talk.hasFailed = true
                break
            }
            let isOver = talk.events.last.map { $0 != .publishing } ?? false
            try promise(!isOver || reply.isEmpty && events.isEmpty, "A session that is over goes on.")
            try talk.note(reply, events)
            try promise(session.isPublishing == (talk.events == [.publishing]), "It publishes without having said so.")
        }
        if input.has(1) {
            try talk.note(session.end(), [])
            try promise(session.end().isEmpty, "It ends twice.")
        }
        if talk.reply.count > IngestFuzz.handshake.count {
            try talk.checkReply(to: heard, skipping: IngestFuzz.handshake.count)
        }
        try check(talk.events)
        return talk
    }

    private static func check(_ events: [PublishSession.Event]) throws(BrokenPromise) {
        try promise(events.count <= 2, "\(events.count) events happen to one session.")
        for (index, event) in events.enumerated() {
            switch event {
            case .publishing: try promise(index == 0, "It publishes after its end.")
            case .refused(let code, let description):
                try check(text: code)
                try check(text: description)
            case .closedByPeer(let code): try check(text: code)
            case .redirected: break
            }
            if event != .publishing { try promise(index == events.count - 1, "The end is not the end.") }
        }
    }

    private static func check(text: String) throws(BrokenPromise) {
        let scalars = text.unicodeScalars
        try promise(scalars.count <= 200, "A text has \(scalars.count) characters.")
        let hidden: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator]
        let isPrintable = scalars.allSatisfy { !hidden.contains($0.properties.generalCategory) }
        try promise(isPrintable, "A text holds what cannot be printed.")
        let bytes = Array(text.utf8)
        for secret in secrets {
            try promise(!bytes.contains(Array(secret.utf8)), "A text shows the key.")
        }
    }
}
