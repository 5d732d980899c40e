/// The server's side of one connection that publishes or plays one stream, without a socket.
///
/// ```
///   client                                             us
///    │── C0 C1 ─────────────────────────────────────────▶│
///    │◀──────────────────────────────────── S0 S1 S2 ────│
///    │── C2, connect ───────────────────────────────────▶│
///    │◀── window sizes, Set Chunk Size, _result ─────────│
///    │── createStream ──────────────────────────────────▶│
///    │◀──────────────────────────────────── _result ─────│
///    │── publish or play ───────────────────────────────▶│   .publishRequested, .playRequested
///    │◀──────────────── onStatus … Start, or an error ───│   acceptPublish, refusePublish, acceptPlay, refusePlay
///    │══ media ═════════════════════════════════════════▶│   .media   (to a player the caller writes it)
///    │── deleteStream ──────────────────────────────────▶│   .ended
/// ```
///
/// The owner sends what the calls return, in order, and closes when one throws or after `.ended`. Once a request is
/// out, the session waits: it keeps what comes unread until the request is answered; after the answer the owner calls
/// ``receive(_:)`` once more, with nothing, for what was kept.
package struct IngestSession: Sendable {
    package enum Event: Equatable, Sendable {
        /// `name` holds the key: it goes into a `Secret` at once.
        case publishRequested(application: String, name: String)
        /// `name` holds the token.
        case playRequested(application: String, name: String)
        /// `typeID` is 8 (audio), 9 (video) or 18 (AMF0 data); `payload` is not empty; `timestamp` as on the wire.
        case media(typeID: UInt8, timestamp: UInt32, payload: [UInt8])
        /// The client closed its stream.
        case ended
    }

    package struct Limits: Equatable, Sendable {
        /// Bytes that a connection may use, handshake and all, before its request is accepted.
        package var beforeAccept = 64 << 10
        /// Longest message of an accepted publisher.
        package var message = 16 << 20
        package init() {}
    }

    private enum State: Sendable {
        /// Exits: open.
        case shaking
        /// Commands come. Exits: asked, over.
        case open
        /// Exits: publishing, playing, over.
        case asked(streamID: UInt32)
        /// Exits: over.
        case publishing(streamID: UInt32)
        /// Exits: over.
        case playing(streamID: UInt32)
        case over
    }

    /// Outgoing chunk size, announced with the answer to `connect`.
    package static let chunkSize = 60_000
    private static let window: UInt32 = 2_500_000
    private static let mostStreams: UInt32 = 16

    private let limits: Limits
    private var state = State.shaking
    private var handshake: ServerHandshake
    private var link: SessionLink
    private var application: String?
    private var streams: UInt32 = 0
    private var received = 0

    /// `random` fills S1: ``Handshake/randomLength`` bytes of any value.
    package init(random: [UInt8], limits: Limits = Limits()) {
        self.limits = limits
        handshake = ServerHandshake(random: random)
        link = SessionLink(messageLimit: limits.beforeAccept)
    }

    package var isHandshakeComplete: Bool { handshake.isComplete }

    /// The message stream that was asked for; 0 before.
    package var mediaStreamID: UInt32 {
        switch state {
        case .asked(let id), .publishing(let id), .playing(let id): id
        case .shaking, .open, .over: 0
        }
    }

    /// Takes bytes that came, in pieces of any size. Returns what must be sent back, and what happened.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireError) -> (reply: [UInt8], events: [Event]) {
        var reply: [UInt8] = []
        var events: [Event] = []
        var bytes = bytes
        if case .over = state { return (reply, events) }
        received += bytes.count
        if case .shaking = state {
            let (consumed, answer) = try handshake.receive(bytes)
            reply += answer
            bytes = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            guard handshake.isComplete else { return (reply, events) }
            state = .open
        }
        link.append(bytes)
        while isReading, let message = try link.next(reply: &reply) {
            try checkAllowance()
            reply += try take(message, events: &events)
        }
        try checkAllowance()
        reply += link.acknowledge()
        return (reply, events)
    }

    private var isReading: Bool {
        switch state {
        case .open, .publishing, .playing: true
        case .shaking, .asked, .over: false
        }
    }

    private func checkAllowance() throws(WireError) {
        let isOver =
            switch state {
            case .shaking, .open: received - link.decoder.buffered > limits.beforeAccept
            case .asked: link.decoder.buffered > limits.message
            case .publishing, .playing, .over: false
            }
        guard isOver else { return }
        throw WireError(
            .tooMuchBeforeAccept,
            "The peer sent more than \(limits.beforeAccept) bytes without a request that was accepted.")
    }

    // MARK: Answers to requests

    /// Answers `publishRequested` with yes.
    package mutating func acceptPublish() -> [UInt8] {
        guard case .asked(let id) = state else { return [] }
        state = .publishing(streamID: id)
        link.decoder.messageLimit = limits.message
        return link.control(.userControl(UserControlEvent.streamBegin, id))
            + status("NetStream.Publish.Start", "Publishing.", on: id)
    }

    /// Answers `publishRequested` with no: `code` is `NetStream.Publish.BadName` or `.Denied`. The session is over.
    package mutating func refusePublish(code: String, description: String) -> [UInt8] {
        refuse(code: code, description: description)
    }

    /// Answers `playRequested` with yes; media may follow.
    package mutating func acceptPlay() -> [UInt8] {
        guard case .asked(let id) = state else { return [] }
        state = .playing(streamID: id)
        return link.control(.userControl(UserControlEvent.streamBegin, id))
            + status("NetStream.Play.Reset", "Playing and resetting.", on: id)
            + status("NetStream.Play.Start", "Started playing.", on: id)
    }

    /// Answers `playRequested` with no: `code` is `NetStream.Play.StreamNotFound` or `.Failed`. The session is over.
    package mutating func refusePlay(code: String, description: String) -> [UInt8] {
        refuse(code: code, description: description)
    }

    /// Ends what was accepted, from our side: a notice for a player or publisher. The session is over.
    package mutating func close() -> [UInt8] {
        defer { state = .over }
        switch state {
        case .publishing(let id): return status("NetStream.Unpublish.Success", "The server ended the stream.", on: id)
        case .playing(let id):
            return link.control(.userControl(UserControlEvent.streamEnd, id))
                + status("NetStream.Play.Stop", "The server ended the stream.", on: id)
        default: return []
        }
    }

    /// A ping request, to find out a dead peer by its connection.
    package mutating func ping(timestamp: UInt32) -> [UInt8] {
        link.control(.userControl(UserControlEvent.pingRequest, timestamp))
    }

    private mutating func refuse(code: String, description: String) -> [UInt8] {
        guard case .asked(let id) = state else { return [] }
        state = .over
        return link.command(.onStatus(level: "error", code: code, description: description), streamID: id)
    }

    private mutating func status(_ code: String, _ description: String, on id: UInt32) -> [UInt8] {
        link.command(.onStatus(level: "status", code: code, description: description), streamID: id)
    }

    // MARK: Messages

    private mutating func take(_ message: RTMPMessage, events: inout [Event]) throws(WireError) -> [UInt8] {
        switch message.typeID {
        case MessageType.command, MessageType.command3: return try act(on: message, events: &events)
        case MessageType.aggregate:
            for part in try AggregateMessage.split(message) { takeMedia(part, events: &events) }
        default: takeMedia(message, events: &events)
        }
        return []
    }

    private func takeMedia(_ message: RTMPMessage, events: inout [Event]) {
        guard case .publishing = state else { return }
        switch message.typeID {
        case MessageType.audio, MessageType.video, MessageType.data:
            guard !message.payload.isEmpty else { return }
            events.append(.media(typeID: message.typeID, timestamp: message.timestamp, payload: message.payload))
        case MessageType.data3:
            guard message.payload.first == 0, message.payload.count > 1 else { return }
            let payload = Array(message.payload.dropFirst())
            events.append(.media(typeID: MessageType.data, timestamp: message.timestamp, payload: payload))
        default: break
        }
    }

    private mutating func act(on message: RTMPMessage, events: inout [Event]) throws(WireError) -> [UInt8] {
        let command = try RTMPCommand(message)
        switch command.name {
        case "publish", "play": return try ask(command, on: message.streamID, events: &events)
        case "deleteStream", "closeStream": return endStream(command, on: message.streamID, events: &events)
        case "connect": return try answerConnect(command)  // once, and not subject to how much came in one read
        default: break
        }
        guard link.mayAnswer() else { return [] }
        switch command.name {
        case "createStream": return answerCreateStream(command)
        case "releaseStream", "FCPublish", "FCUnpublish", "_checkbw": return result(command, .undefined)
        case "getStreamLength": return result(command, .number(0))
        case "FCSubscribe":
            let information = RTMPCommand.information(
                level: "status", code: "NetStream.Play.Start", description: "Subscribed.")
            return link.command(RTMPCommand("onFCSubscribe", [.null, .object(information)]))
        default: return []  // pause, receiveAudio, answers to nothing, and what else clients say
        }
    }

    private mutating func answerConnect(_ command: RTMPCommand) throws(WireError) -> [UInt8] {
        guard application == nil, let name = command[0]?.object?["app"]?.text else {
            throw WireError(.commandMalformed, "A connect command names no application, or comes twice.")
        }
        application = name
        let properties: AMF0Object = ["fmsVer": .string("FMS/3,0,1,123"), "capabilities": .number(31)]
        var information = RTMPCommand.information(
            level: "status", code: "NetConnection.Connect.Success", description: "Connection succeeded.")
        information.properties.append(.init(name: "objectEncoding", value: .number(0)))
        let result = RTMPCommand(
            "_result", transaction: command.transaction, [.object(properties), .object(information)])
        return link.control(.windowAcknowledgementSize(Self.window)) + link.control(.setPeerBandwidth(Self.window))
            + link.control(.setChunkSize(Self.chunkSize)) + link.command(result)
    }

    private mutating func answerCreateStream(_ command: RTMPCommand) -> [UInt8] {
        guard application != nil, streams < Self.mostStreams else {
            return link.command(RTMPCommand("_error", transaction: command.transaction, [.null, .null]))
        }
        streams += 1
        return result(command, .number(Double(streams)))
    }

    private mutating func ask(
        _ command: RTMPCommand, on streamID: UInt32, events: inout [Event]
    ) throws(WireError) -> [UInt8] {
        guard case .open = state else { return [] }
        guard let application, let name = command[1]?.text else {
            throw WireError(.commandMalformed, "A \(command.name) command comes before connect, or names no stream.")
        }
        state = .asked(streamID: streamID)
        let isPublish = command.name == "publish"
        events.append(
            isPublish
                ? .publishRequested(application: application, name: name)
                : .playRequested(application: application, name: name)
        )
        return []
    }

    private mutating func endStream(_ command: RTMPCommand, on streamID: UInt32, events: inout [Event]) -> [UInt8] {
        let named = command.name == "deleteStream" ? command[1]?.number.flatMap { UInt32(exactly: $0) } : streamID
        switch state {
        case .publishing(let id) where named == id || named == 0, .playing(let id) where named == id || named == 0:
            let isPublisher = if case .publishing = state { true } else { false }
            state = .over
            events.append(.ended)
            return isPublisher ? status("NetStream.Unpublish.Success", "Stream is now unpublished.", on: id) : []
        default: return []
        }
    }

    private mutating func result(_ command: RTMPCommand, _ value: AMF0Value) -> [UInt8] {
        guard command.transaction != 0 else { return [] }
        return link.command(RTMPCommand("_result", transaction: command.transaction, [.null, value]))
    }
}

extension IngestSession.Event: CustomStringConvertible, CustomReflectable {
    /// Without names, which hold keys.
    package var description: String {
        switch self {
        case .publishRequested: "publishRequested"
        case .playRequested: "playRequested"
        case .media(let typeID, let timestamp, let payload): "media(\(typeID), \(timestamp), \(payload.count) bytes)"
        case .ended: "ended"
        }
    }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
