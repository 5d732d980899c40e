import Program
import Relay
import TestBench
import Testing

@Suite(.serialized) struct `The relay, for destinations that need the same` {
    @Test(.timeLimit(.minutes(1)))
    func `takes in who began later, or again, and every session is whole`() async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            var picture = FfmpegEncoder.Configuration(
                width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 300_000)
            picture.keyframeInterval = .seconds(1)
            try await FfmpegEncoder.makeClip(clip, length: .seconds(8), picture)
            let sink = try await WitnessSink.start(on: bench)
            try await RelayStage.run(clip: clip, configure: { $0.threads = 1 }) { stage in
                try stage.attach("early", sink.address(of: "early"))
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    // Its metadata come once, at the beginning, as an encoder sends them.
                    tasks.addTask { try await stage.play() }
                    _ = try await stage.wait(for: "early", "live") { $0.state == .live }
                    try await Task.sleep(for: .seconds(2))
                    for name in ["late", "later"] { try stage.attach(name, sink.address(of: name)) }
                    _ = try await stage.wait(for: "later", "live") { $0.state == .live }
                    _ = try await eventually("three in one", within: .seconds(4)) {
                        stage.relay.together == 3 ? true : nil
                    }
                    try await tasks.waitForAll()
                }
                // A second programme brings metadata of its own, which everybody writes once by himself.
                try await stage.play()
                _ = try await eventually("three in one again", within: .seconds(4)) {
                    stage.relay.together == 3 ? true : nil
                }
                let exam = SessionExam(original: try FLVRecording(contentsOf: clip))
                func count(_ name: String) -> Int {
                    sink.sessions(of: name).first?.arrivals.count(where: \.isPicture) ?? 0
                }
                // The last pictures are a beat away from the sinks when the programme ends.
                _ = try? await eventually("the last picture at all of them", within: .seconds(4)) {
                    count("early") == 400 && count("late") == count("later") ? true : nil
                }
                for name in ["early", "late", "later"] {
                    #expect(sink.count(of: name) == 1)
                    let session = try #require(sink.sessions(of: name).first)
                    // The same clip a second time, whole; and nothing else.
                    #expect(exam.complaints(about: session) == ["picture 0 after 199"], "\(name)")
                }
                let pictures = ["early", "late", "later"].map(count)
                #expect(pictures[0] == 400 && pictures[1] < 360 && pictures[1] == pictures[2], "\(pictures)")
            }
        }
    }
}
