import Program
import RTMPWire

/// Makes the seeds: what our own client and our own server say to each other, and words of platforms in our encoding.
package enum SeedRecorder {
    package static func record() -> [Seed] {
        conversations() + hostileWords() + clientWords() + chunks() + values() + tags() + media()
    }

    // MARK: Sessions

    /// What each side says, handshake and all.
    private static func converse(answer: (inout IngestSession) -> [UInt8]) -> (client: [UInt8], server: [UInt8]) {
        var client = PublishFuzz.session()
        var server = IngestSession(random: [])
        var said: (client: [UInt8], server: [UInt8]) = ([], [])
        var toServer = client.begin(random: [])
        var media = mediaOnTheWire()
        while !toServer.isEmpty {
            said.client += toServer
            guard var (toClient, events) = toServer.withUnsafeBytes({ try? server.receive($0) }) else { break }
            if events.contains(where: { if case .publishRequested = $0 { true } else { false } }) {
                toClient += answer(&server)
            }
            said.server += toClient
            guard let heard = toClient.withUnsafeBytes({ try? client.receive($0) }) else { break }
            toServer = heard.reply
            events = []
            if client.isPublishing {
                toServer += media
                if media.isEmpty { toServer += client.end() }
                media = []
            }
        }
        return said
    }

    /// A sequence header, a picture, sound and data, as a relay writes them.
    private static func mediaOnTheWire() -> [UInt8] {
        var encoder = ChunkEncoder()
        _ = encoder.encode(.setChunkSize(60_000), chunkStream: 2)
        let metadata = AMF0Value.encode([
            .string("@setDataFrame"), .string("onMetaData"),
            .ecmaArray(["width": .number(640), "framerate": .number(25)]),
        ])
        return [
            (18, 5, 0, metadata), (9, 6, 0, videoHeader), (8, 4, 0, [0xAF, 0, 0x12, 0x10]),
            (9, 6, 0, [0x17, 1, 0, 0, 0] + Array(repeating: 7, count: 300)), (8, 4, 3, [0xAF, 1, 2, 3]),
            (9, 6, 40, [0x27, 1, 0, 0, 0, 9]),
        ].flatMap { (typeID: UInt8, chunkStream: UInt8, time: UInt32, payload: [UInt8]) in
            encoder.encode(
                RTMPMessage(typeID: typeID, streamID: 1, timestamp: time, payload: payload), chunkStream: chunkStream)
        }
    }

    private static func conversations() -> [Seed] {
        let accepted = converse { $0.acceptPublish() }
        let denied = converse { $0.refusePublish(code: "NetStream.Publish.Denied", description: "The key is wrong.") }
        let shake = IngestFuzz.handshake.count
        let client = Array(accepted.client.dropFirst(shake))
        let server = Array(accepted.server.dropFirst(shake))
        return [
            Seed(.ingest, "publish", body: client, cuts: [30, 200]),
            Seed(.ingest, "publish-with-handshake", options: 0b0100, body: accepted.client, cuts: [100, 256, 7]),
            Seed(.ingest, "publish-refused", options: 0b0011, body: client, cuts: [80]),
            Seed(.ingest, "publish-small-limits", options: 0b1_1000, body: client, cuts: [200]),
            Seed(.publish, "accepted", options: 0b10, body: server, cuts: [50, 9]),
            Seed(.publish, "accepted-with-handshake", options: 0b1, body: accepted.server, cuts: [256, 255]),
            Seed(.publish, "denied", body: Array(denied.server.dropFirst(shake)), cuts: [90]),
            Seed(.handshake, "client", body: Array(accepted.client.prefix(shake + 20)), cuts: [256, 200]),
            Seed(.handshake, "server", options: 1, body: Array(accepted.server.prefix(shake + 3)), cuts: [256]),
            Seed(.handshake, "other-version", body: [6] + Array(accepted.client[1..<40]), cuts: [1, 20]),
            Seed(.chunks, "client", options: 0b1011, body: client, cuts: [1, 60, 2]),
            Seed(.chunks, "server", options: 0b0010, body: server, cuts: [18]),
        ]
    }

    /// Answers of platforms that our server does not give.
    private static func hostileWords() -> [Seed] {
        var script = Script()
        let success = AMF0Value.object(["code": .string("NetConnection.Connect.Success")])
        let greeting =
            script.say(.windowAcknowledgementSize(100)) + script.say(.setPeerBandwidth(5_000))
            + script.say(.userControl(UserControlEvent.pingRequest, 9)) + script.say(.setChunkSize(4_096))
            + script.say("_result", 1, [.object(["capabilities": .number(31)]), success])
            + script.say("onBWDone", 0, [.null, .number(8_192)])
        let stream = greeting + script.say("_result", 4, [.null, .number(1)])
        var other = script
        var leaving = script
        let refusal: AMF0Object = [
            "level": .string("error"), "code": .string("NetStream.Publish.BadName"),
            "description": .string("\(PublishFuzz.secrets[0]) is busy, \u{1B}[31mkey \(PublishFuzz.secrets[1])"),
        ]
        let redirect = AMF0Value.object([
            "code": .string("NetConnection.Connect.Rejected"),
            "ex": .object(["code": .number(302), "redirect": .string("rtmp://other.example/live/key")]),
        ])
        var first = Script()
        return [
            Seed(
                .publish, "busy", body: stream + script.say("onStatus", 0, [.null, .object(refusal)], on: 1), cuts: [70]
            ),
            Seed(
                .publish, "closed", options: 0b10,
                body: stream
                    + other.say(
                        .onStatus(level: "status", code: "NetStream.Publish.Start", description: "go"), on: 1)
                    + other.say(
                        .onStatus(level: "status", code: "NetStream.Unpublish.Success", description: "bye"), on: 1),
                cuts: [40]),
            Seed(
                .publish, "close",
                body: stream + leaving.say("close", 0, [.null])
                    + leaving.say(
                        .onStatus(level: "status", code: "NetStream.Publish.Start", description: "go"), on: 1),
                cuts: [33]),
            Seed(.publish, "redirect", body: first.say("_error", 1, [.null, redirect]), cuts: [11]),
        ]
    }

    /// What clients say that ours does not.
    private static func clientWords() -> [Seed] {
        var script = Script()
        let connect = script.say("connect", 1, [.object(["app": .string("live"), "objectEncoding": .number(0)])])
        var player = script
        let play =
            connect + player.say("createStream", 2, [.null]) + player.say("FCSubscribe", 0, [.null, .string("s")])
            + player.say("getStreamLength", 3, [.null, .string("main")])
            + player.say("play", 0, [.null, .string("main?token=t"), .number(-2_000)], on: 1)
            + player.say(.userControl(3, 1)) + player.say("closeStream", 0, [.null], on: 1)
        let writer = FLVTagWriter()
        let parts = [
            FLVTag(typeID: 8, timestamp: 5, payload: [0xAF, 1, 1]),
            FLVTag(typeID: 9, timestamp: 7, payload: [0x27, 1, 0, 0, 0, 1]),
        ]
        let aggregate = RTMPMessage(
            typeID: MessageType.aggregate, streamID: 1, timestamp: 40, payload: parts.flatMap { writer.tag($0) })
        let publish =
            connect + script.say("releaseStream", 2, [.null, .string("main")])
            + script.say("FCPublish", 3, [.null, .string("main")]) + script.say("_checkbw", 4, [.null])
            + script.say("createStream", 5, [.null])
            + script.say("publish", 6, [.null, .string("main?key=k"), .string("live")], on: 1)
            + script.say(.windowAcknowledgementSize(50)) + script.say(aggregate)
            + script.say(RTMPMessage(typeID: MessageType.data3, streamID: 1, payload: [0, 2, 0, 1, 65]))
            + script.say(RTMPMessage(typeID: MessageType.command3, payload: [0] + AMF0Value.encode([.string("x")])))
            + script.say("deleteStream", 0, [.null, .number(1)])
        return [
            Seed(.ingest, "play", options: 0b1_0000, body: play, cuts: [64]),
            Seed(.ingest, "publish-aggregate", body: publish, cuts: [5, 128]),
        ]
    }

    // MARK: Pieces

    private static func chunks() -> [Seed] {
        var encoder = ChunkEncoder()
        let long = Array(repeating: UInt8(3), count: 400)
        let late = [0xFF_FFFE, 0xFF_FFFF, 0x100_0010, 0xFFFF_FFFF, 4].flatMap { (time: UInt32) in
            encoder.encode(RTMPMessage(typeID: 9, streamID: 1, timestamp: time, payload: long), chunkStream: 6)
        }
        let wide = [2, 63, 64, 255].flatMap { (chunkStream: UInt8) in
            encoder.encode(RTMPMessage(typeID: 8, streamID: 1, payload: [1, 2, 3]), chunkStream: chunkStream)
        }
        let begun = encoder.encode(RTMPMessage(typeID: 9, streamID: 1, payload: long), chunkStream: 7).prefix(140)
        let aborted = begun + encoder.encode(.abort(chunkStream: 7), chunkStream: 2)
        let unfinished = (3...16).flatMap { (chunkStream: UInt8) in
            encoder.encode(RTMPMessage(typeID: 9, streamID: 1, payload: long), chunkStream: chunkStream + 20).prefix(
                140)
        }
        let many = (2...70).flatMap { (chunkStream: UInt8) in
            encoder.encode(RTMPMessage(typeID: 8, payload: [1]), chunkStream: chunkStream)
        }
        return [
            Seed(.chunks, "unfinished", options: 1, body: unfinished, cuts: [133]),
            Seed(.chunks, "many", body: many, cuts: [26]),
            Seed(.chunks, "late", options: 0b1_0001, body: late, cuts: [17, 3]),
            Seed(.chunks, "wide", options: 0b0101, body: wide, cuts: [4]),
            Seed(.chunks, "abort", options: 0b1_1001, body: Array(aborted) + wide, cuts: [100]),
        ]
    }

    private static func values() -> [Seed] {
        let all: [AMF0Value] = [
            .string("connect"), .number(1), .boolean(true), .null, .undefined, .date(1.5e12, zone: -480),
            .longString("long"), .ecmaArray(["a": .number(.nan), "": .null]), .strictArray([.string(""), .number(2)]),
            .object(["o": .object(["p": .strictArray([.object([:])])])]),
        ]
        let deep = (0..<16).reduce(AMF0Value.null) { value, _ in .strictArray([value]) }
        return [
            Seed(target: .values, name: "all", bytes: AMF0Value.encode(all)),
            Seed(target: .values, name: "deep", bytes: AMF0Value.encode([deep])),
            Seed(target: .values, name: "no-text", bytes: [2, 0, 3, 0xFF, 0xC0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ]
    }

    private static func tags() -> [Seed] {
        let writer = FLVTagWriter()
        let tags = [
            FLVTag(typeID: 18, timestamp: 0, payload: AMF0Value.encode([.string("onMetaData"), .null])),
            FLVTag(typeID: 9, timestamp: 0, payload: videoHeader),
            FLVTag(typeID: 8, timestamp: 0x0100_0000, payload: [0xAF, 1, 1]),
            FLVTag(typeID: 9, timestamp: 40, payload: []),
        ].flatMap { writer.tag($0) }
        return [
            Seed(.tags, "file", body: writer.header() + tags, cuts: [9, 30]),
            Seed(.tags, "aggregate", options: 0b111, body: tags, cuts: [14]),
        ]
    }

    // MARK: Media

    /// 640 × 360, Baseline, as an encoder wrote it.
    private static let avcRecord: [UInt8] = [
        1, 0x42, 0xC0, 0x1E, 0xFF, 0xE1, 0, 0x16, 0x67, 0x42, 0xC0, 0x1E, 0xD9, 0x00, 0xA0, 0x2F, 0xF9, 0x70, 0x11,
        0x00, 0x00, 0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0F, 1, 0, 0,
    ]
    private static let videoHeader: [UInt8] = [0x17, 0, 0, 0, 0] + avcRecord

    private static func media() -> [Seed] {
        func record(_ kind: UInt8, _ time: UInt32, _ payload: [UInt8]) -> [UInt8] {
            [kind] + (0..<4).map { UInt8(truncatingIfNeeded: time >> (24 - 8 * $0)) } + [UInt8(payload.count)] + payload
        }
        let metadata = AMF0Value.encode([
            .string("@setDataFrame"), .string("onMetaData"),
            .ecmaArray(["width": .number(640), "height": .number(360), "framerate": .number(29.97)]),
        ])
        let headers = record(2, 0, metadata) + record(0, 0, videoHeader) + record(1, 0, [0xAF, 0, 0x12, 0x10])
        let pictures = (0..<6).flatMap { (index: UInt32) in
            record(0, 40 * index, [index % 3 == 0 ? 0x17 : 0x27, 1, 0, 0, 0, 9])
                + record(1, 40 * index + 3, [0xAF, 1, 5])
        }
        let jumps =
            record(0, 0xFFFF_FFF0, [0x17, 1, 0, 0, 0]) + record(0, 20, [0x27, 1, 0, 0, 0])
            + record(0, 900_000, [0x27, 1, 0, 0, 0]) + record(0, 10, [0x17, 1, 0, 0, 0])
        let enhanced =
            record(0, 0, [0x90] + Array("hvc1".utf8)) + record(0, 0, [0x91] + Array("hvc1".utf8))
            + record(0, 40, [0xA3] + Array("av01".utf8)) + record(1, 0, [0x90] + Array("Opus".utf8))
            + record(0, 80, [0x1C, 0, 0, 0, 0]) + record(0, 80, [0x1C, 1, 0, 0, 0])
        // 1920 × 1080, High, level 4.0.
        let high: [UInt8] = [
            1, 0x64, 0x00, 0x28, 0xFF, 0xE1, 0x00, 0x1A, 0x67, 0x64, 0x00, 0x28, 0xAC, 0xD9, 0x40, 0x78, 0x02, 0x27,
            0xE5, 0xC0, 0x44, 0x00, 0x00, 0x03, 0x00, 0x04, 0x00, 0x00, 0x03, 0x00, 0xF0, 0x3C, 0x60, 0xC6, 0x58, 0x01,
            0x00, 0x06, 0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0,
        ]
        return [
            Seed(.media, "programme", body: headers + pictures), Seed(.media, "jumps", body: headers + jumps),
            Seed(.media, "fourcc", body: enhanced), Seed(.media, "stretched", options: 0b100, body: pictures),
            Seed(.media, "avc-baseline", options: 0b1, body: avcRecord),
            Seed(.media, "avc-high", options: 0b1, body: high),
            Seed(.media, "aac", options: 0b10, body: [0x12, 0x10]),
            Seed(.media, "aac-sbr", options: 0b10, body: [0x2B, 0x92, 0x08, 0x00]),
        ]
    }

    /// A peer that says what is wanted, in chunks of the size that it announced.
    private struct Script {
        private var encoder = ChunkEncoder()

        mutating func say(_ message: RTMPMessage) -> [UInt8] { encoder.encode(message, chunkStream: 3) }
        mutating func say(_ command: RTMPCommand, on streamID: UInt32) -> [UInt8] {
            say(command.message(streamID: streamID))
        }
        mutating func say(
            _ name: String, _ transaction: Double, _ arguments: [AMF0Value], on streamID: UInt32 = 0
        ) -> [UInt8] {
            say(RTMPCommand(name, transaction: transaction, arguments), on: streamID)
        }
    }
}

extension Seed {
    fileprivate init(_ target: FuzzTarget, _ name: String, options: UInt8 = 0, body: [UInt8], cuts: [Int] = []) {
        self.init(target: target, name: name, bytes: FuzzInput(options: options, cuts: cuts, body: body).bytes)
    }
}
