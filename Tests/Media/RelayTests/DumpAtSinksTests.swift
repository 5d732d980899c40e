import BroadcastModel
import Program
import RTMPWire
import Relay
import Synchronization
import TestBench
import Testing

@Suite(.serialized) struct `A dump, seen from the accounts` {
    private static let accounts = (0..<8).map { "a\($0)" }

    /// Real sockets, a real clock: what a dump removed is looked for, by hash, in all that every account ever received.
    @Test(.timeLimit(.minutes(2)))
    func `lets no byte of what it removed reach any of them, two hundred times at random`()
        async throws
    {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            var small = FfmpegEncoder.Configuration(
                width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 300_000)
            small.keyframeInterval = .milliseconds(120)
            try await FfmpegEncoder.makeClip(clip, length: .seconds(60), small)
            let sink = try await WitnessSink.start(on: bench)
            try await RelayStage.run(clip: clip) { stage in
                stage.board.set(delay: .milliseconds(150), of: stage.broadcast, group: .main)
                for name in Self.accounts { try stage.attach(name, sink.address(of: name)) }
                let playing = Task { try await stage.play() }
                defer { playing.cancel() }
                for name in Self.accounts { _ = try await stage.wait(for: name, "live") { $0.state == .live } }
                var spans: [(from: Int64, to: Int64)] = []
                var random = SystemRandomNumberGenerator()
                for _ in 0..<200 {
                    try await Task.sleep(for: .milliseconds(Int64.random(in: 20...450, using: &random)))
                    guard let span = stage.board.dump(stage.broadcast)[.main], let from = span.from, let to = span.to
                    else { continue }
                    spans.append((from, to))
                }
                let tags = try RelayStage.tags(of: clip)
                // The program's time begins at the first keyframe.
                let first = try #require(
                    tags.first { $0.typeID == 9 && $0.payload.first.map { $0 >> 4 == 1 } == true && $0.payload[1] == 1 }
                )
                var removed: Set<Int> = []
                var kept: Set<Int> = []
                for tag in tags where tag.typeID == 9 || tag.typeID == 8 {
                    let hash = tag.payload.withUnsafeBytes { WitnessSink.hash(of: $0) }
                    // At the very first millisecond a picture may have gone and its sound not.
                    let time = Int64(tag.timestamp) - Int64(first.timestamp)
                    let isGone = spans.contains { $0.from < time && time <= $0.to }
                    if isGone { removed.insert(hash) } else { kept.insert(hash) }
                }
                removed.subtract(kept)
                #expect(spans.count >= 190 && removed.count > 400, "\(spans.count) spans, \(removed.count) messages")
                for name in Self.accounts {
                    let sessions = sink.sessions(of: name)
                    let arrived = sessions.flatMap(\.arrivals).filter(\.isFrame).map(\.hash)
                    #expect(sessions.count == 1 && arrived.count > 200, "\(name): \(arrived.count)")
                    #expect(arrived.allSatisfy { !removed.contains($0) }, "\(name) received what was dumped")
                    for session in sessions {
                        for type: UInt8 in [8, 9] {
                            let times = session.arrivals.filter { $0.typeID == type }.map(\.timestamp)
                            #expect(times == times.sorted(), "\(name)")
                        }
                    }
                }
                print(
                    "\(spans.count) dumps removed \(removed.count) messages; none reached \(Self.accounts.count) accounts."
                )
            }
        }
    }
}
