import BroadcastModel
import Program
import Relay
import TestBench
import Testing

@Suite(.serialized) struct `The relay, dropped again and again` {
    private static let accounts = (0..<50).map { "d\($0)" }
    private static let drops = 20

    @Test(.timeLimit(.minutes(2))) func `comes back clean from each of a thousand resets`() async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(
                clip, length: .seconds(60),
                FfmpegEncoder.Configuration(
                    width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 300_000))
            let original = try FLVRecording(contentsOf: clip)
            let sink = try await WitnessSink.start(on: bench, .init(drop: .after(messages: 12)))
            try await RelayStage.run(
                clip: clip,
                configure: {
                    $0.destination.retry.base = .milliseconds(100)
                    $0.destination.retry.cap = .milliseconds(100)
                }
            ) { stage in
                let playing = Task { try await stage.play() }
                defer { playing.cancel() }
                let start = ContinuousClock.now
                for name in Self.accounts { try stage.attach(name, sink.address(of: name)) }
                _ = try await eventually("\(Self.drops) drops of each account", within: .seconds(55)) {
                    Self.accounts.allSatisfy { sink.count(of: $0) > Self.drops } ? true : nil
                }
                print("\(sink.endedSessions) forced drops in \(ContinuousClock.now - start).")
                sink.set(.init())
                for name in Self.accounts {
                    let last = sink.count(of: name)
                    let status = try await stage.wait(for: name, "live for good") {
                        $0.state == .live && $0.reconnects >= Self.drops
                    }
                    #expect(status.lastFault?.code == .connectionReset, "\(name): \(status)")
                    #expect(last > Self.drops)
                }
                let exam = SessionExam(original: original)
                let sessions = Self.accounts.flatMap { sink.sessions(of: $0) }
                let dropped = sessions.filter(\.isOver)
                #expect(dropped.count >= Self.accounts.count * Self.drops)
                // Each that was dropped had got as far as media: its end was ours to choose.
                #expect(dropped.allSatisfy { $0.arrivals.count == 12 })
                for session in sessions { #expect(exam.complaints(about: session) == [], "\(session.stream)") }
            }
        }
    }
}
