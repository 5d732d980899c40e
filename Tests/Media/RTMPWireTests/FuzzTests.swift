import RTMPWire
import Testing

/// Mutated input with fixed seeds: the answer is a value or a `WireError`, never a trap, and memory stays bounded.
struct FuzzTests {
    static let rounds = 3_000

    @Test func mutatedChunksNeverTrap() {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<Self.rounds {
            let vector = ChunkTests.vectors[round % ChunkTests.vectors.count]
            let bytes = generator.mutate(vector.bytes + vector.bytes)
            let received = (try? decode([bytes[...]], messageLimit: 4_096))?.reduce(0) { $0 + $1.payload.count } ?? 0
            #expect(received <= bytes.count)
        }
    }

    @Test func mutatedValuesNeverTrap() {
        var generator = SeededGenerator(seed: 2)
        let all = AMF0Value.encode(AMF0Tests.vectors.map(\.value))
        var readable = 0
        for _ in 0..<Self.rounds {
            guard let values = try? AMF0Value.decode(generator.mutate(all)) else { continue }
            readable += 1
            #expect((try? AMF0Value.decode(AMF0Value.encode(values)))?.count == values.count)
        }
        #expect(readable > 100, "mutations that leave something to read")
    }

    @Test func mutatedFLVNeverTraps() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<Self.rounds {
            var reader = FLVTagReader(tagLimit: 4_096)
            generator.mutate(FLVTests.file).withUnsafeBytes { reader.append($0) }
            while let tag = try? reader.next() { #expect(tag.payload.count <= 4_096) }
        }
    }

    @Test func aHostileServerNeverTrapsTheClient() throws {
        var generator = SeededGenerator(seed: 4)
        var script = PeerScript()
        let words =
            script.say(.windowAcknowledgementSize(100)) + script.say(.setPeerBandwidth(5_000))
            + script.say(.setChunkSize(200))
            + script.say(
                "_result", 1,
                [.object(["capabilities": .number(31)]), .object(["code": .string("NetConnection.Connect.Success")])])
            + script.say("onBWDone", 0, [.null]) + script.say("_result", 4, [.null, .number(1)])
            + script.say(.userControl(UserControlEvent.pingRequest, 5))
            + script.status("status", "NetStream.Publish.Start")
            + script.status("error", "NetStream.Publish.BadName", "host1 is busy")
        var heard = 0
        for _ in 0..<Self.rounds {
            var session = PublishSessionTests.session()
            _ = session.begin(random: [])
            _ = try session.receive(PeerScript.handshake)
            guard let outcome = try? session.receive(generator.mutate(words)) else { continue }
            heard += outcome.events.count
            #expect(outcome.reply.count < 20_000)
            _ = session.end()
        }
        #expect(heard > 100, "mutations that leave something to hear")
    }

    @Test func aHostileClientNeverTrapsTheServer() throws {
        var generator = SeededGenerator(seed: 5)
        var script = PeerScript()
        let before =
            script.say("connect", 1, [.object(["app": .string("live"), "tcUrl": .string("rtmp://h/live")])])
            + script.say("createStream", 2, [.null])
        let request = script.say("publish", 3, [.null, .string("host?key=k"), .string("live")], on: 1)
        let aggregate = RTMPMessage(
            typeID: MessageType.aggregate, streamID: 1, payload: FLVTests.tags.flatMap { FLVTagWriter().tag($0) })
        let after =
            script.say(.setChunkSize(4_096)) + script.say(aggregate)
            + script.say(RTMPMessage(typeID: 9, streamID: 1, timestamp: 40, payload: ChunkTests.long))
            + script.say(RTMPMessage(typeID: 17, payload: [0, 2, 0, 1, 65]))
            + script.say("deleteStream", 0, [.null, .number(1)])
        var came = 0
        for round in 0..<Self.rounds {
            var session = IngestSession(random: [])
            _ = try session.receive(PeerScript.handshake)
            let bytes = round.isMultiple(of: 2) ? generator.mutate(before + request) : before + request
            guard let outcome = try? session.receive(bytes), !outcome.events.isEmpty else { continue }
            #expect(outcome.reply.count < 20_000)
            _ = session.acceptPublish()
            guard let media = try? session.receive(generator.mutate(after)) else { continue }
            came += media.events.count
        }
        #expect(came > 100, "mutations that leave something to take")
    }
}
