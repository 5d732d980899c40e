import RTMPWire
import Testing

struct IngestSessionTests {
    /// A session that was asked to publish or play, what it replied, and its client.
    static func asked(
        _ command: String = "publish", limits: IngestSession.Limits = .init()
    ) throws -> (session: IngestSession, client: PeerScript, reply: [UInt8]) {
        var session = IngestSession(random: HandshakeTests.random, limits: limits)
        var client = PeerScript()
        let hello =
            PeerScript.handshake + client.say("connect", 1, [.object(["app": .string("live")])])
            + client.say("createStream", 2, [.null]) + client.say(command, 3, [.null, .string("host?key=k")], on: 1)
        let outcome = try session.receive(hello)
        let request: IngestSession.Event =
            command == "publish"
            ? .publishRequested(application: "live", name: "host?key=k")
            : .playRequested(application: "live", name: "host?key=k")
        #expect(outcome.events == [request])
        return (session, client, outcome.reply)
    }

    static func publishing(limits: IngestSession.Limits = .init()) throws -> (IngestSession, PeerScript) {
        var (session, client, _) = try asked(limits: limits)
        _ = session.acceptPublish()
        return (session, client)
    }

    @Test func connectIsAnsweredWithSizesAndSuccess() throws {
        let (session, _, reply) = try Self.asked()
        let sent = try messages(in: reply, skipping: 3_073)
        #expect(sent.map(\.typeID) == [MessageType.windowAcknowledgementSize, MessageType.setPeerBandwidth, 20, 20])
        let said = try commands(in: reply, skipping: 3_073)
        #expect(said.map(\.name) == ["_result", "_result"])
        #expect(said[0].information?["code"] == .string("NetConnection.Connect.Success"))
        #expect(said[1].transaction == 2)
        #expect(said[1][1] == .number(1))
        #expect(session.mediaStreamID == 1)
    }

    @Test func mediaBeforeTheAnswerIsKeptAndComesAfterIt() throws {
        var (session, client, _) = try Self.asked()
        let media = client.say(RTMPMessage(typeID: 9, streamID: 1, timestamp: 40, payload: [0x17, 1, 2]))
        #expect(try session.receive(media).events.isEmpty)
        let answer = try commands(in: session.acceptPublish())
        #expect(answer.map { $0.information?["code"] } == [.string("NetStream.Publish.Start")])
        #expect(try session.receive([]).events == [.media(typeID: 9, timestamp: 40, payload: [0x17, 1, 2])])
    }

    @Test func aRefusalNamesItsCodeAndEndsTheSession() throws {
        var (session, client, _) = try Self.asked()
        let answer = try commands(in: session.refusePublish(code: "NetStream.Publish.BadName", description: "busy"))
        #expect(answer.map { $0.information?["code"] } == [.string("NetStream.Publish.BadName")])
        #expect(answer.map { $0.information?["level"] } == [.string("error")])
        let media = client.say(RTMPMessage(typeID: 9, streamID: 1, payload: [1]))
        #expect(try session.receive(media).events.isEmpty)
        #expect(session.acceptPublish().isEmpty)
    }

    @Test func aPlayerIsToldThatPlayBegins() throws {
        var (session, client, _) = try Self.asked("play")
        let answer = try commands(in: session.acceptPlay())
        #expect(answer.map { $0.information?["code"]?.text } == ["NetStream.Play.Reset", "NetStream.Play.Start"])
        #expect(try session.receive(client.say(RTMPMessage(typeID: 9, streamID: 1, payload: [1]))).events.isEmpty)
        #expect(try session.receive(client.say("deleteStream", 0, [.null, .number(1)])).events == [.ended])
    }

    @Test func theWordsOfOtherClientsAreAnsweredOrPassedOver() throws {
        var session = IngestSession(random: [])
        var client = PeerScript()
        let hello =
            PeerScript.handshake + client.say("connect", 1, [.object(["app": .string("live")])])
            + client.say("releaseStream", 2, [.null, .string("x")]) + client.say("FCPublish", 3, [.null, .string("x")])
            + client.say("_checkbw", 4, [.null]) + client.say("getStreamLength", 5, [.null, .string("x")])
            + client.say("FCSubscribe", 6, [.null, .string("x")]) + client.say("somethingElse", 7, [.null])
        let reply = try session.receive(hello).reply
        let said = try commands(in: reply, skipping: 3_073)
        #expect(said.map(\.name) == ["_result", "_result", "_result", "_result", "_result", "onFCSubscribe"])
        #expect(said.map(\.transaction) == [1, 2, 3, 4, 5, 0])
        #expect(said[4][1] == .number(0))
    }

    @Test func commandsAndDataBehindAZeroByteAreRead() throws {
        var (session, client) = try Self.publishing()
        let data = AMF0Value.encode([.string("onMetaData"), .null])
        let came = try session.receive(
            client.say(RTMPMessage(typeID: MessageType.data3, streamID: 1, payload: [0] + data)))
        #expect(came.events == [.media(typeID: 18, timestamp: 0, payload: data)])
        let end = RTMPCommand("deleteStream", [.null, .number(1)]).message()
        let ended = try session.receive(
            client.say(RTMPMessage(typeID: MessageType.command3, payload: [0] + end.payload)))
        #expect(ended.events == [.ended])
    }

    @Test func aggregatesAreSplitAndEmptyMessagesDropped() throws {
        var (session, client) = try Self.publishing()
        let parts = [FLVTag(typeID: 8, timestamp: 10, payload: [1]), FLVTag(typeID: 9, timestamp: 20, payload: [])]
        let aggregate = RTMPMessage(
            typeID: MessageType.aggregate, streamID: 1, timestamp: 500,
            payload: parts.flatMap { FLVTagWriter().tag($0) })
        #expect(try session.receive(client.say(aggregate)).events == [.media(typeID: 8, timestamp: 500, payload: [1])])
        #expect(try session.receive(client.say(RTMPMessage(typeID: 9, streamID: 1, payload: []))).events.isEmpty)
    }

    @Test func moreThanTheAllowanceBeforeARequestIsAnError() {
        var session = IngestSession(random: [])
        var client = PeerScript()
        let noise = client.say(RTMPMessage(typeID: 9, streamID: 1, payload: Array(repeating: 1, count: 40_000)))
        #expect(code { try session.receive(PeerScript.handshake + noise) } == nil)
        let more = client.say(RTMPMessage(typeID: 9, streamID: 1, payload: Array(repeating: 1, count: 40_000)))
        #expect(code { try session.receive(more) } == .tooMuchBeforeAccept)
    }

    @Test func aMessageAboveTheAllowanceIsAnErrorAtItsHeader() throws {
        var early = IngestSession(random: [])
        #expect(
            code { try early.receive(PeerScript.handshake + hex("03 000000 010001 09 00000000")) } == .messageTooLarge)
        var limits = IngestSession.Limits()
        limits.message = 100_000
        var (late, _) = try Self.publishing(limits: limits)
        #expect(code { try late.receive(hex("06 000000 0186A0 09 01000000")) } == nil)
        var (later, _) = try Self.publishing(limits: limits)
        #expect(code { try later.receive(hex("06 000000 0186A1 09 01000000")) } == .messageTooLarge)
    }

    @Test func mediaThatIsPushedWithoutWaitingIsBoundedToo() throws {
        var limits = IngestSession.Limits()
        limits.message = 100_000
        var (session, _, _) = try Self.asked(limits: limits)
        #expect(code { try session.receive(Array(repeating: 0, count: 90_000)) } == nil)
        #expect(code { try session.receive(Array(repeating: 0, count: 90_000)) } == .tooMuchBeforeAccept)
    }

    @Test func publishBeforeConnectIsAnError() {
        var session = IngestSession(random: [])
        var client = PeerScript()
        let publish = client.say("publish", 1, [.null, .string("x")])
        #expect(code { try session.receive(PeerScript.handshake + publish) } == .commandMalformed)
    }

    @Test func eventsDoNotShowNames() {
        let event = IngestSession.Event.publishRequested(application: "live", name: "host?key=verysecret")
        #expect(!"\(event)\(String(reflecting: event))".contains("verysecret"))
    }
}
