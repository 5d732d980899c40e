import BroadcastModel
import Foundation
import Ingest
import Program
import RTMPWire
import Testing

/// What the hand-over adds to ``PublishTests``, which run with it too: the session changes hands between two threads.
@Suite(.timeLimit(.minutes(1)))
struct HandOverTests {
    static let good = "host?key=\(Bench.key)"

    @Test func whatComesWithTheRequestIsKeptAndWhatComesAfterFollows() async throws {
        try await Bench.run(handsOver: true) { bench in
            let publisher = try await TestPublisher.publish(Self.good, to: bench.port)
            // The first messages race with the hand-over, on every run differently.
            for index in 0..<400 as Range<UInt32> {
                try await publisher.send(9, at: index * 10, Media.keyframe(UInt8(index % 250), count: 3_000))
            }
            try await publisher.end()
            _ = try await bench.logs.next("Publisher gone")
            let entries = bench.program.read(from: 0, limit: 1_000).entries
            #expect(entries.map(\.message.timestamp) == (0..<400).map { $0 * 10 })
            #expect(entries.allSatisfy { $0.message.payload.count == 3_005 })
        }
    }

    @Test func aPublisherThatWritesMoreThanOneCallTakesLosesNothing() async throws {
        try await Bench.run(handsOver: true) { bench in
            let publisher = try await TestPublisher.publish(Self.good, to: bench.port)
            for index in 0..<12 as Range<UInt32> {
                try await publisher.send(9, at: index * 33, Media.keyframe(UInt8(index), count: 900_000))
            }
            try await publisher.end()
            _ = try await bench.logs.next("Publisher gone")
            let entries = bench.program.read(from: 0, limit: 100).entries
            #expect(entries.map { $0.message.payload.bytes.last } == (0..<12).map { UInt8($0) })
        }
    }

    @Test func nonsenseClosesItsConnectionAndNoOther() async throws {
        try await Bench.run(handsOver: true) { bench in
            bench.switchboard.openFeed(FeedID("second"), key: Secret(Bench.key))
            let good = try await TestPublisher.publish(Self.good, to: bench.port)
            let bad = try await TestPublisher.publish("second?key=\(Bench.key)", to: bench.port)
            // A chunk stream that begins without a header (RTMP 1.0, section 5.3.1.2.4).
            try await bad.peer.send([0xFF])
            let line = try await bench.logs.next("Publisher gone")
            #expect(line.level == .warning)
            #expect(line.metadata["feed"] == "second")
            #expect(line.metadata["code"] == "chunkMalformed")
            _ = await bad.peer.receiveUntilClosed()
            try await good.send(9, at: 0, Media.keyframe(1))
            let player = try await TestPlayer.play("host?token=\(Bench.token)", from: bench.port)
            #expect(try await player.nextMedia()?.payload == Media.keyframe(1))
        }
    }

    @Test func aPingIsAnsweredBetweenPictures() async throws {
        try await Bench.run(handsOver: true) { bench in
            let publisher = try await TestPublisher.publish(Self.good, to: bench.port)
            try await publisher.send(9, at: 0, Media.keyframe(1))
            var encoder = ChunkEncoder()
            let ping = RTMPMessage.userControl(UserControlEvent.pingRequest, 0x0102_0304)
            try await publisher.peer.send(encoder.encode(ping, chunkStream: 2))
            let answer = try #require(await publisher.peer.receive())
            #expect(answer.suffix(6) == [0, 7, 1, 2, 3, 4])
        }
    }

    @Test func aPublisherThatSendsIsNotSilent() async throws {
        try await Bench.run(handsOver: true, { $0.idleTimeout = .milliseconds(400) }) { bench in
            let publisher = try await TestPublisher.publish(Self.good, to: bench.port)
            let end = ContinuousClock.now + .seconds(2)
            var time: UInt32 = 0
            while ContinuousClock.now < end {
                try await publisher.send(9, at: time, Media.keyframe(1))
                time += 50
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(bench.readers?.isEmpty == false)
            #expect(publisher.events == [.publishing])
        }
    }

    /// Descriptors are used again at once: none may be read for somebody else, and none may stay open.
    @Test func manyComeAndGoAfterHandOver() async throws {
        try await Bench.run(handsOver: true) { bench in
            for index in 0..<8 { bench.switchboard.openFeed(FeedID("f\(index)"), key: Secret(Bench.key)) }
            let before = try Self.openDescriptors()
            for round in 0..<25 as Range<UInt8> {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for index in 0..<8 as Range<UInt8> {
                        tasks.addTask {
                            let name = "f\(index)?key=\(Bench.key)"
                            var publisher = try await TestPublisher.publish(name, to: bench.port)
                            // The one of the round before may not be gone yet.
                            while publisher.events != [.publishing] {
                                await publisher.peer.close()
                                publisher = try await TestPublisher.publish(name, to: bench.port)
                            }
                            for time in 0..<5 as Range<UInt32> {
                                try await publisher.send(9, at: time, Media.keyframe(index, count: 5_000))
                            }
                            if round % 2 == 0 { try await publisher.end() } else { await publisher.peer.close() }
                        }
                    }
                    try await tasks.waitForAll()
                }
            }
            for index in 0..<8 as Range<UInt8> {
                let entries = try #require(bench.switchboard.log(of: FeedID("f\(index)"))).read(from: 0, limit: 10_000)
                #expect(entries.entries.allSatisfy { $0.message.payload.bytes.dropFirst(5).allSatisfy { $0 == index } })
                #expect(!entries.entries.isEmpty)
            }
            for _ in 0..<200 { _ = try await bench.logs.next("Publisher gone") }
            while bench.readers?.isEmpty == false { await Task.yield() }
            // The clients of this test close theirs a moment later.
            while try Self.openDescriptors() > before + 8 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    private static func openDescriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
