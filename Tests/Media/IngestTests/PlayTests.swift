import BroadcastModel
import Ingest
import Program
import RTMPWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PlayTests {
    @Test(arguments: [
        ("host?token=wrong", "NetStream.Play.Failed"), ("host", "NetStream.Play.Failed"),
        ("nothing?token=\(Bench.token)", "NetStream.Play.StreamNotFound"),
    ])
    func aWrongTokenOrNameIsRefused(_ name: String, _ code: String) async throws {
        try await Bench.run { bench in
            let player = try await TestPlayer.play(name, from: bench.port)
            #expect(try await player.nextStatus() == code)
            #expect(try await player.next() == nil)
            _ = try await bench.logs.next("Player refused")
        }
    }

    @Test(arguments: ["host", "program-night"])
    func aLatePlayerBeginsWithHeadersAndTheNewestKeyframe(_ name: String) async throws {
        try await Bench.run { bench in
            let publisher = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            try await publisher.send(18, at: 0, Media.metadata)
            try await publisher.send(9, at: 0, Media.videoHeader)
            try await publisher.send(8, at: 0, Media.audioHeader)
            try await publisher.send(9, at: 0, Media.keyframe(1))
            try await publisher.send(9, at: 40, Media.picture(2))
            try await publisher.send(9, at: 2_000, Media.keyframe(3, count: 130_000))
            try await publisher.send(8, at: 2_010, Media.sound(4))
            // An answered ping says that the server has read all that.
            try await publisher.send(9, at: 2_040, Media.picture(5))
            while bench.program.end < 8 { await Task.yield() }
            let player = try await TestPlayer.play("\(name)?token=\(Bench.token)", from: bench.port)
            var got: [RTMPMessage] = []
            while got.count < 6, let message = try await player.nextMedia() { got.append(message) }
            #expect(
                got.map(\.payload) == [
                    Media.bareMetadata, Media.videoHeader, Media.audioHeader, Media.keyframe(3, count: 130_000),
                    Media.sound(4),
                    Media.picture(5),
                ])
            #expect(got.map(\.timestamp) == [0, 0, 0, 0, 10, 40])
            #expect(got.allSatisfy { $0.streamID == 1 })
            try await publisher.send(9, at: 2_080, Media.picture(6))
            #expect(try await player.nextMedia()?.timestamp == 80)
        }
    }

    @Test func aPlayerWaitsForThePublisherAndSeesTheNextOneToo() async throws {
        try await Bench.run { bench in
            let player = try await TestPlayer.play("host?token=\(Bench.token)", from: bench.port)
            #expect(try await player.nextStatus() == "NetStream.Play.Reset")
            let first = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            try await first.send(9, at: 900_000, Media.keyframe(1))
            #expect(try await player.nextMedia()?.timestamp == 0)
            try await first.end()
            _ = try await bench.logs.next("Publisher gone")
            let second = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            try await second.send(9, at: 5, Media.keyframe(2))
            let next = try await player.nextMedia()
            #expect(next?.payload == Media.keyframe(2))
            #expect(next?.timestamp == 33)
        }
    }

    @Test func anIdlePlayerIsPingedAndInTheEndClosed() async throws {
        try await Bench.run({
            $0.pingInterval = .milliseconds(100)
            $0.playerIdleTimeout = .milliseconds(700)
        }) { bench in
            let player = try await TestPlayer.play("host?token=\(Bench.token)", from: bench.port)
            var pings = 0
            var stopped = false
            while let message = try await player.next() {
                if message.typeID == MessageType.userControl, message.payload.prefix(2) == [0, 6] { pings += 1 }
                if let command = try? RTMPCommand(message),
                    command.information?["code"] == .string("NetStream.Play.Stop")
                {
                    stopped = true
                }
            }
            #expect(pings >= 2)
            #expect(stopped)
        }
    }

    @Test func aPlayerThatDoesNotReadIsJumpedToTheNewestKeyframe() async throws {
        try await Bench.run { bench in
            let publisher = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            let player = try await TestPlayer.play("host?token=\(Bench.token)", from: bench.port, window: 4_096)
            _ = try await bench.logs.next("Player accepted")
            try await publisher.send(9, at: 0, Media.videoHeader)
            try await publisher.send(9, at: 0, Media.keyframe(0))
            #expect(try await player.nextMedia()?.payload == Media.videoHeader)
            #expect(try await player.nextMedia()?.payload == Media.keyframe(0))
            try await player.peer.setReading(false)
            // Twelve seconds, 24 MB: more than sockets, the server's buffer and the feed's log hold together.
            for second in 1...12 as ClosedRange<UInt32> {
                try await publisher.send(9, at: second * 1_000, Media.keyframe(UInt8(second), count: 2_000_000))
                while bench.program.end < UInt64(second) + 2 { await Task.yield() }
            }
            try await player.peer.setReading(true)
            var marks: [UInt8] = []
            var headers = 0
            while marks.last != 12, let message = try await player.nextMedia() {
                if message.payload == Media.videoHeader { headers += 1 } else { marks.append(message.payload[5]) }
            }
            #expect(marks.count < 12, "it did not get everything: \(marks)")
            #expect(marks == marks.sorted())
            #expect(headers >= 1, "headers come again before the keyframe that it jumps to")
        }
    }
}
