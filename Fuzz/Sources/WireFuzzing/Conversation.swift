import RTMPWire

/// What a session answered and reported, over one way to cut what it heard.
struct Conversation<Event: Equatable> {
    /// Largest answer to one call: a handshake and a hundred small answers.
    static var mostAtOnce: Int { 1 + 2 * Handshake.packetLength + 100 * 512 }

    var reply: [UInt8] = []
    var events: [Event] = []
    var hasFailed = false

    /// Notes one answer to `heard` bytes.
    mutating func note(_ reply: [UInt8], _ events: [Event]) throws(BrokenPromise) {
        try promise(reply.count <= Self.mostAtOnce, "One call answers \(reply.count) bytes.")
        self.reply += reply
        self.events += events
    }

    /// `handshake` bytes stand in front of the chunks.
    func checkReply(to heard: Int, skipping handshake: Int) throws(BrokenPromise) {
        try promise(
            reply.count <= 16 * heard + 8_192, "\(heard) bytes are answered with \(reply.count).")
        var decoder = ChunkDecoder(messageLimit: 1 << 20)
        reply.dropFirst(handshake).withUnsafeBytes { decoder.append($0) }
        do throws(WireError) {
            while let message = try decoder.next() {
                if message.typeID == MessageType.command { _ = try RTMPCommand(message) }
            }
        } catch {
            throw BrokenPromise(what: "The answers cannot be read: \(error)")
        }
        try promise(decoder.buffered == 0, "The answers end in the middle.")
    }

    /// `whole` heard everything at once, `cut` in pieces. A call that fails loses the events of that call.
    static func compare(whole: Self, cut: Self) throws(BrokenPromise) {
        try promise(whole.hasFailed == cut.hasFailed, "Cut another way, the bytes fail or do not fail.")
        let isSame =
            whole.hasFailed ? cut.events.starts(with: whole.events) : whole.events == cut.events
        try promise(isSame, "Cut another way, the bytes cause other events: \(whole.events) and \(cut.events).")
    }
}
