import BroadcastModel
import Program
import Relay
import TestBench
import Testing

@Suite(.serialized) struct `The relay, when the format changes` {
    @Test(.timeLimit(.minutes(1)))
    func `goes on with new headers, and begins a fresh session where a platform cannot take them`() async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let (first, second) = (scratch.file("first.flv"), scratch.file("second.flv"))
            try await FfmpegEncoder.makeClip(
                first, length: .seconds(4),
                FfmpegEncoder.Configuration(
                    width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 300_000))
            try await FfmpegEncoder.makeClip(
                second, length: .seconds(6),
                FfmpegEncoder.Configuration(
                    width: 640, height: 360, framesPerSecond: 25, videoBitsPerSecond: 300_000))
            let sink = try await WitnessSink.start(on: bench)
            try await RelayStage.run(clip: first) { stage in
                for name in ["easy", "also"] { try stage.attach(name, sink.address(of: name)) }
                stage.relay.attach(
                    stage.destination("strict"), to: try PushAddress(Secret(sink.address(of: "strict"))),
                    from: stage.log,
                    needs: MediaNeeds(takesFormatChange: false))
                try await stage.play()
                try await stage.play(second)
                let strict = try await stage.wait(for: "strict", "live again") { $0.state == .live }
                #expect(strict.reconnects == 1 && strict.lastFault == nil, "\(strict)")
                let exam = (
                    SessionExam(original: try FLVRecording(contentsOf: first)),
                    SessionExam(original: try FLVRecording(contentsOf: second))
                )
                let sessions = sink.sessions(of: "strict")
                #expect(
                    sessions.count == 2 && sessions.first?.isEndedPolitely == true && sessions.first?.isOver == true)
                #expect(sessions.first.map { exam.0.complaints(about: $0) } == [])
                #expect(sessions.last.map { exam.1.complaints(about: $0) } == [])
                #expect((sessions.last?.arrivals.count(where: \.isPicture) ?? 0) > 50)
                // Nothing of one format in the session of the other.
                #expect(sessions.allSatisfy { $0.arrivals.count { $0.typeID == 9 && $0.isHeader } == 1 })
                for name in ["easy", "also"] {
                    // The last picture is a beat away from the sink when the programme ends.
                    _ = try? await eventually("all pictures at \(name)", within: .seconds(4)) {
                        sink.sessions(of: name).first?.arrivals.count(where: \.isPicture) == 250 ? true : nil
                    }
                    let session = try #require(sink.sessions(of: name).first)
                    #expect(sink.count(of: name) == 1 && !session.isOver)
                    #expect(session.arrivals.count { $0.typeID == 9 && $0.isHeader } == 2, "\(name)")
                    #expect(session.arrivals.count(where: \.isPicture) == 250, "\(name)")
                }
            }
        }
    }
}

@Suite(.serialized) struct `The relay, in the immediate mode` {
    @Test(.timeLimit(.minutes(1))) func `gives every frame, pictures at once and sound with them`() async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(6))
            let original = try FLVRecording(contentsOf: clip)
            let sink = try await WitnessSink.start(on: bench)
            let names = (0..<6).map { "a\($0)" }
            try await RelayStage.run(clip: clip, configure: { $0.tick = .zero }) { stage in
                for name in names { try stage.attach(name, sink.address(of: name)) }
                _ = try await eventually("all sessions", within: .seconds(10)) {
                    names.allSatisfy { sink.count(of: $0) == 1 } ? true : nil
                }
                try await stage.play()
                for name in names {
                    stage.relay.detach(stage.destination(name))
                    _ = try await stage.wait(for: name, "ended") { $0.state == .ended && $0.bitsPerSecond == 0 }
                }
                _ = try? await eventually("the last picture at all of them", within: .seconds(4)) {
                    names.allSatisfy {
                        sink.sessions(of: $0).first?.arrivals.count(where: \.isPicture) == original.video.count
                    } ? true : nil
                }
                let exam = SessionExam(original: original)
                for name in names {
                    let session = try #require(sink.sessions(of: name).first)
                    #expect(session.arrivals.count(where: \.isPicture) == original.video.count, "\(name)")
                    // A sound before the first keyframe is in no session.
                    #expect(session.arrivals.count(where: \.isSound) >= original.audio.count - 1, "\(name)")
                    #expect(exam.complaints(about: session) == [], "\(name)")
                }
                let delay = AddedDelay(names.flatMap { sink.sessions(of: $0) }, pushedAt: stage.pushedAt)
                print("Immediate mode: \(delay).")
                // Half of the pictures sooner than any tick would let them, on a machine that does other things too.
                #expect(delay.percentile(0.5) < 16, "\(delay)")
            }
        }
    }
}
