import RTMPWire
import Testing

/// The server in these tests is a script: what it says is not what our own server would.
struct PublishSessionTests {
    static func session(streamName: String = "show?key=abcdef") -> PublishSession {
        PublishSession(application: "live", tcURL: "rtmp://host/live", streamName: streamName, chunkSize: 60_000)
    }

    /// A session that has sent `publish`, and its server.
    static func requesting(streamName: String = "show?key=abcdef") throws -> (PublishSession, PeerScript) {
        var session = session(streamName: streamName)
        var server = PeerScript()
        _ = session.begin(random: [])
        _ = try session.receive(PeerScript.handshake)
        _ = try session.receive(
            server.say("_result", 1, [.object([:]), .object(["code": .string("NetConnection.Connect.Success")])]))
        _ = try session.receive(server.say("_result", 4, [.null, .number(7)]))
        return (session, server)
    }

    @Test func itSaysEachCommandInItsTurn() throws {
        var session = Self.session()
        var server = PeerScript()
        #expect(session.begin(random: HandshakeTests.random) == [3, 0, 0, 0, 0, 0, 0, 0, 0] + HandshakeTests.random)

        let connect = try session.receive(PeerScript.handshake)
        var sent = ChunkDecoder()
        func said(_ bytes: [UInt8]) throws -> [RTMPCommand] {
            bytes.withUnsafeBytes { sent.append($0) }
            var result: [RTMPCommand] = []
            while let message = try sent.next() { result.append(try RTMPCommand(message)) }
            return result
        }
        let first = try said(Array(connect.reply.dropFirst(Handshake.packetLength)))
        #expect(sent.chunkSize == 60_000)
        #expect(first.map(\.name) == ["connect"])
        #expect(first[0][0]?.object?["app"] == .string("live"))
        #expect(first[0][0]?.object?["tcUrl"] == .string("rtmp://host/live"))
        #expect(first[0][0]?.object?["flashVer"] == .string("FMLE/3.0 (compatible; Lianbo)"))

        let create = try session.receive(server.say("_result", 1, [.null, .null]))
        let second = try said(create.reply)
        #expect(second.map(\.name) == ["releaseStream", "FCPublish", "createStream"])
        #expect(second[0].arguments == [.null, .string("show?key=abcdef")])

        let publish = try session.receive(server.say("_result", 4, [.null, .number(7)]))
        let third = try said(publish.reply)
        #expect(third.map(\.name) == ["publish"])
        #expect(third[0].arguments == [.null, .string("show?key=abcdef"), .string("live")])
        #expect(!session.isPublishing)

        let start = try session.receive(server.status("status", "NetStream.Publish.Start"))
        #expect(start.events == [.publishing])
        #expect(session.isPublishing && session.mediaStreamID == 7)
        let last = try said(session.end())
        #expect(last.map(\.name) == ["FCUnpublish", "deleteStream"])
        #expect(last[1].arguments == [.null, .number(7)])
        #expect(session.end().isEmpty)
    }

    @Test(arguments: [
        ("error", "NetStream.Publish.BadName"), ("error", "NetStream.Publish.Denied"),
        ("status", "NetStream.Publish.Rejected"),
        ("error", "Some.Code.Of.Theirs"),
    ])
    func aRefusedPublishIsToldWithItsCode(_ level: String, _ name: String) throws {
        var (session, server) = try Self.requesting()
        let outcome = try session.receive(server.status(level, name, "no"))
        #expect(outcome.events == [.refused(code: name, description: "no")])
        #expect(!session.isPublishing)
        #expect(try session.receive(server.status("status", "NetStream.Publish.Start")).events.isEmpty, "it is over")
    }

    @Test func aRefusedConnectIsTold() throws {
        var session = Self.session()
        var server = PeerScript()
        _ = session.begin(random: [])
        let information: AMF0Object = [
            "level": .string("error"), "code": .string("NetConnection.Connect.Rejected"),
            "description": .string("no such app"),
        ]
        let outcome = try session.receive(
            PeerScript.handshake + server.say("_error", 1, [.null, .object(information)]))
        #expect(outcome.events == [.refused(code: "NetConnection.Connect.Rejected", description: "no such app")])
    }

    @Test func aRedirectIsAnEventOfItsOwn() throws {
        var session = Self.session()
        var server = PeerScript()
        _ = session.begin(random: [])
        let information: AMF0Object = [
            "code": .string("NetConnection.Connect.Rejected"),
            "ex": .object(["code": .number(302), "redirect": .string("rtmp://elsewhere/live")]),
        ]
        let outcome = try session.receive(
            PeerScript.handshake + server.say("_error", 1, [.null, .object(information)]))
        #expect(outcome.events == [.redirected(to: "rtmp://elsewhere/live")])
    }

    @Test(arguments: [Double.nan, -1, 1.5, 4_294_967_296, .infinity])
    func aStreamNumberThatIsNoneRefuses(_ number: Double) throws {
        var session = Self.session()
        var server = PeerScript()
        _ = session.begin(random: [])
        _ = try session.receive(PeerScript.handshake + server.say("_result", 1, [.null]))
        let outcome = try session.receive(server.say("_result", 4, [.null, .number(number)]))
        guard case .refused = outcome.events.first else {
            Issue.record("not refused: \(outcome.events)")
            return
        }
    }

    @Test(arguments: ["NetStream.Unpublish.Success", "NetConnection.Connect.Closed"])
    func anEndByTheServerIsTold(_ name: String) throws {
        var (session, server) = try Self.requesting()
        _ = try session.receive(server.status("status", "NetStream.Publish.Start"))
        #expect(try session.receive(server.status("status", name)).events == [.closedByPeer(code: name)])
    }

    @Test func answersNobodyWaitsForChangeNothing() throws {
        var (session, server) = try Self.requesting()
        let noise =
            server.say("_error", 2, [.null, .object(["code": .string("NetConnection.Call.Failed")])])
            + server.say("onBWDone", 0, [.null])
            + server.say("onFCPublish", 0, [.null, .object(["code": .string("NetStream.Publish.Start")])])
            + server.say("_result", 1, [.null]) + server.say("_result", 4, [.null, .number(9)])
            + server.status("status", "NetStream.Data.Start")
        let outcome = try session.receive(noise)
        #expect(outcome.events.isEmpty && outcome.reply.isEmpty)
        #expect(session.mediaStreamID == 7)
    }

    @Test func aDescriptionNeverShowsTheKeyAndStaysShort() throws {
        var (session, server) = try Self.requesting(streamName: "show1234?key=abcdef")
        let words =
            "stream show1234 with show1234?key=abcdef or abcdef\u{1B}[2J\n is busy "
            + String(repeating: "x", count: 999)
        let outcome = try session.receive(server.status("error", "NetStream.Publish.BadName", words))
        guard case .refused(_, let description) = outcome.events.first else {
            Issue.record("not refused")
            return
        }
        #expect(!description.contains("show1234") && !description.contains("abcdef"))
        #expect(description.hasPrefix("stream «secret» with «secret» or «secret»[2J is busy"))
        #expect(description.count == 200)
        #expect(!"\(session)".contains("abcdef") && !String(reflecting: session).contains("abcdef"))
    }

    @Test func pingsAreAnsweredAndAFloodIsNot() throws {
        var (session, server) = try Self.requesting()
        let one = try session.receive(server.say(.userControl(UserControlEvent.pingRequest, 77)))
        #expect(try messages(in: one.reply) == [.userControl(UserControlEvent.pingResponse, 77)])
        let flood = (0..<5_000).flatMap { _ in server.say(.userControl(UserControlEvent.pingRequest, 1)) }
        // Type 2 headers follow the one above, so count bytes instead of reading them: 4 + 6 each.
        #expect(try session.receive(flood).reply.count == 1_000)
        #expect(try session.receive(server.say(.userControl(UserControlEvent.pingRequest, 1))).reply.count == 10)
    }

    @Test func bytesAreAcknowledgedWhenTheWindowAsks() throws {
        var (session, server) = try Self.requesting()
        let quiet = try session.receive(server.say(.windowAcknowledgementSize(1_000_000)))
        #expect(quiet.reply.isEmpty)
        _ = try session.receive(server.say(.windowAcknowledgementSize(2_000)))
        let loud = try session.receive(
            server.say(RTMPMessage(typeID: 9, streamID: 1, payload: Array(repeating: 0, count: 4_000))))
        let reply = try messages(in: loud.reply)
        #expect(reply.map(\.typeID) == [MessageType.acknowledgement])
        #expect((4_000...6_000).contains(reply[0].payload.reduce(0) { $0 << 8 | Int($1) }))
    }

    @Test func whatIsNoRTMPServerIsAnError() {
        var session = Self.session()
        _ = session.begin(random: [])
        #expect(code { try session.receive("HTTP/1.1 400 Bad Request\r\n".utf8) } == .handshakeRefused)
    }
}
