import BroadcastModel
import Program
import Testing

@testable import ControlRoom

@Suite struct BackupTests {
    /// 640x360 Baseline, from x264.
    private static let record: [UInt8] = [
        1, 0x42, 0xC0, 0x1E, 0xFF, 0xE1, 0, 0x16, 0x67, 0x42, 0xC0, 0x1E, 0xD9, 0x00, 0xA0, 0x2F, 0xF9, 0x70, 0x11,
        0x00, 0x00, 0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0F, 1, 0, 0,
    ]

    @Test func `a hand brings the program back from the backup by naming the feed that it was on`() async throws {
        let bench = RoomBench()
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        plan.backup = FeedID("backup")
        try await bench.insert(plan)
        try await bench.room.recover()
        var publishers: [String: FeedPublisher] = [:]
        var time: UInt32 = 0
        func push(_ name: String, _ bytes: [UInt8]) {
            bytes.withUnsafeBytes { publishers[name]?.push(.video, timestamp: time, bytes: $0) }
        }
        for name in ["main", "backup"] {
            try await bench.room.setStreamKey(of: FeedID(name), to: Secret("key-of-\(name)"), by: RoomBench.hand)
            publishers[name] = try bench.switchboard.beginPublish(
                application: "live", streamName: Secret("\(name)?key=key-of-\(name)"), peer: "test")
            push(name, [0x17, 0, 0, 0, 0] + Self.record)
        }
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        /// Keyframes of these feeds, five a second.
        func run(_ seconds: Int, _ names: [String]) {
            for _ in 0..<(seconds * 5) {
                bench.clock.advance(by: .milliseconds(200))
                time += 200
                for name in names { push(name, [0x17, 1, 0, 0, 0, 1]) }
                bench.switchboard.tick()
            }
        }
        func onAir() -> String? { bench.switchboard.programFeed(of: RoomBench.id)?.rawValue }
        run(2, ["main", "backup"])
        #expect(onAir() == "main")
        run(4, ["backup"])
        #expect(onAir() == "backup")
        run(4, ["main", "backup"])
        #expect(onAir() == "backup", "a person decides")
        _ = try await bench.room.switchProgram(
            of: RoomBench.id, to: FeedID("main"), seen: nil, by: RoomBench.hand)
        run(2, ["main", "backup"])
        #expect(onAir() == "main")
        for publisher in publishers.values { publisher.end() }
    }
}
