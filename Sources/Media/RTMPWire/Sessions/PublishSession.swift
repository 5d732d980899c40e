/// The client's side of publishing one stream, without a socket.
///
/// ```
///   us                                                 server
///    │── C0 C1 ─────────────────────────────────────────▶│   begin
///    │◀──────────────────────────────────── S0 S1 S2 ────│   receive …
///    │── C2, Set Chunk Size, connect ───────────────────▶│
///    │◀── window sizes, Set Chunk Size, _result ─────────│
///    │── releaseStream, FCPublish, createStream ────────▶│
///    │◀──────────────────────────────────── _result ─────│
///    │── publish 'live' ────────────────────────────────▶│
///    │◀──────────────── onStatus NetStream.Publish.Start │   .publishing
///    │══ media, written by the caller ══════════════════▶│
///    │── FCUnpublish, deleteStream ─────────────────────▶│   end
/// ```
///
/// The relay owns it: it sends what the calls return, in order, and closes when one throws. After `.publishing` this
/// session uses chunk streams 2 and 3 only, and sends in chunks of the size that it announced. What the server sends
/// is hostile input: answers to one read are bounded, and texts in events are short, printable and free of the stream
/// name.
package struct PublishSession: Sendable {
    package enum Event: Equatable, Sendable {
        /// Media may be sent, on ``PublishSession/mediaStreamID``.
        case publishing
        /// The server says no, before or during the stream. `code` is a code of its own, or `""`.
        case refused(code: String, description: String)
        /// The server names another address, which may contain the key: treat it as a secret. Not followed here.
        case redirected(to: String)
        /// The server ends the stream.
        case closedByPeer(code: String)
    }

    private enum State: Sendable {
        /// Exits: shaking.
        case idle
        /// Exits: connecting.
        case shaking
        /// `connect` is out. Exits: creating, over.
        case connecting
        /// `createStream` is out. Exits: requesting, over.
        case creating
        /// `publish` is out. Exits: publishing, over.
        case requesting
        /// Exits: over.
        case publishing
        case over
    }

    /// Servers send us commands only; media that one sends is read and dropped up to this size.
    private static let messageLimit = 1 << 20
    private static let flashVersion = "FMLE/3.0 (compatible; Lianbo)"

    private enum Call {
        static let connect = 1.0
        static let releaseStream = 2.0
        static let announce = 3.0
        static let createStream = 4.0
        static let publish = 5.0
        static let unannounce = 6.0
    }

    private let application: String
    private let tcURL: String
    private let streamName: String
    private let chunkSize: Int
    private var state = State.idle
    private var handshake = ClientHandshake()
    private var link = SessionLink(messageLimit: messageLimit)

    /// The message stream that media goes on; valid after `.publishing`.
    package private(set) var mediaStreamID: UInt32 = 0

    /// `application` and `tcURL` go into `connect`, `streamName` (with its query, if any) into `publish`, all
    /// unchanged. `chunkSize` is announced and used for what we send.
    package init(application: String, tcURL: String, streamName: String, chunkSize: Int) {
        self.application = application
        self.tcURL = tcURL
        self.streamName = streamName
        self.chunkSize = chunkSize
    }

    package var isPublishing: Bool { if case .publishing = state { true } else { false } }

    /// C0 and C1. `random` fills C1: 1,528 bytes of any value. Called once, when the socket is open.
    package mutating func begin(random: [UInt8]) -> [UInt8] {
        state = .shaking
        return handshake.begin(random: random)
    }

    /// Takes bytes that came, in pieces of any size. Returns what must be sent back, and what happened.
    ///
    /// A throw ends the session; nothing is to be sent then. After an event that ends it, further input is ignored.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireError) -> (reply: [UInt8], events: [Event]) {
        var reply: [UInt8] = []
        var events: [Event] = []
        var bytes = bytes
        if case .shaking = state {
            let (consumed, answer) = try handshake.receive(bytes)
            reply += answer
            bytes = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            guard handshake.isComplete else { return (reply, events) }
            reply += connect()
        }
        switch state {
        case .idle, .over: return (reply, events)
        default: link.append(bytes)
        }
        while let message = try link.next(reply: &reply) {
            guard message.typeID == MessageType.command || message.typeID == MessageType.command3 else { continue }
            reply += act(on: try RTMPCommand(message), events: &events)
            if case .over = state { return (reply, events) }
        }
        reply += link.acknowledge()
        return (reply, events)
    }

    /// FCUnpublish and deleteStream, if there is a stream to delete. The caller sends them and closes the socket.
    package mutating func end() -> [UInt8] {
        defer { state = .over }
        switch state {
        case .requesting, .publishing:
            return link.command(RTMPCommand("FCUnpublish", transaction: Call.unannounce, [.null, .string(streamName)]))
                + link.command(RTMPCommand("deleteStream", [.null, .number(Double(mediaStreamID))]))
        default: return []
        }
    }

    // MARK: Commands

    private mutating func connect() -> [UInt8] {
        state = .connecting
        let object: AMF0Object = [
            "app": .string(application),
            "type": .string("nonprivate"),
            "flashVer": .string(Self.flashVersion),
            "swfUrl": .string(tcURL),
            "tcUrl": .string(tcURL),
        ]
        return link.control(.setChunkSize(chunkSize))
            + link.command(RTMPCommand("connect", transaction: Call.connect, [.object(object)]))
    }

    private mutating func act(on command: RTMPCommand, events: inout [Event]) -> [UInt8] {
        switch (state, command.name, command.transaction) {
        case (.connecting, "_result", Call.connect):
            state = .creating
            return link.command(
                RTMPCommand("releaseStream", transaction: Call.releaseStream, [.null, .string(streamName)]))
                + link.command(RTMPCommand("FCPublish", transaction: Call.announce, [.null, .string(streamName)]))
                + link.command(RTMPCommand("createStream", transaction: Call.createStream, [.null]))
        case (.creating, "_result", Call.createStream):
            guard let id = command[1]?.number.flatMap({ UInt32(exactly: $0) }) else {
                fail(
                    .refused(code: "", description: "The server answered createStream without a stream number."),
                    &events)
                return []
            }
            mediaStreamID = id
            state = .requesting
            let publish = RTMPCommand(
                "publish", transaction: Call.publish, [.null, .string(streamName), .string("live")])
            return link.command(publish, streamID: id)
        case (.connecting, "_error", Call.connect), (.creating, "_error", Call.createStream),
            (.requesting, "_error", Call.publish):
            refuse(command, &events)
        case (_, "onStatus", _): takeStatus(command, &events)
        case (_, "close", _): fail(.closedByPeer(code: "close"), &events)
        default: break  // onBWDone, onFCPublish, answers nobody waits for
        }
        return []
    }

    private mutating func takeStatus(_ command: RTMPCommand, _ events: inout [Event]) {
        let information = command.information
        let code = information?["code"]?.text ?? ""
        switch code {
        case "NetStream.Unpublish.Success", "NetConnection.Connect.Closed", "NetConnection.Connect.AppShutdown":
            fail(.closedByPeer(code: code), &events)
        case "NetStream.Publish.BadName", "NetStream.Publish.Denied", "NetStream.Publish.Rejected",
            "NetStream.Publish.Failed",
            "NetConnection.Connect.Rejected":
            refuse(command, &events)
        default:
            if information?["level"]?.text == "error" { return refuse(command, &events) }
            guard case .requesting = state, code.hasPrefix("NetStream.Publish.") else { return }
            state = .publishing
            events.append(.publishing)
        }
    }

    private mutating func refuse(_ command: RTMPCommand, _ events: inout [Event]) {
        let information = command.information
        if let target = information?["ex"]?.object?["redirect"]?.text {
            return fail(.redirected(to: target), &events)
        }
        let code = PeerText.clean(information?["code"]?.text ?? "", hiding: streamName)
        let description = PeerText.clean(information?["description"]?.text ?? "", hiding: streamName)
        fail(.refused(code: code, description: description), &events)
    }

    private mutating func fail(_ event: Event, _ events: inout [Event]) {
        state = .over
        events.append(event)
    }
}

extension PublishSession: CustomStringConvertible, CustomReflectable {
    package var description: String { "PublishSession(\(state))" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
