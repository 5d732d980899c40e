import BroadcastModel
import ControlClient
import ControlWire
import Foundation
import TestBench
import Testing

@Suite(.serialized) struct `A co-stream` {
    @Test(.timeLimit(.minutes(2)))
    func `shows both people in their places with both voices, and is a cut that no account notices otherwise`()
        async throws
    {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench, hasSlate: true)
            let nginx = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            let names = ["a1", "a2", "a3"]
            try await stage.plan(
                accounts: names.map { SpineStage.account($0, push: nginx.address(of: $0)) },
                cues: [
                    "{ at: 0s, kind: note, title: Alone }",
                    "{ kind: co-stream-start, feed: duet, by-hand: true }",
                    "{ kind: co-stream-end, feed: studio, by-hand: true }",
                ],
                feeds: [
                    "{ id: guest, name: Guest }",
                    "{ id: duet, name: Duet, source: composite, layout: side-by-side, seats: [{ feed: studio, name: A }, { feed: guest, name: B }] }",
                ])
            let guestKey = Secret("guest-key-1")
            try await stage.client.setStreamKey(of: "guest", to: guestKey)
            func encoder(_ colour: String, _ hertz: Int, _ key: Secret) async throws -> FfmpegEncoder {
                var picture = FfmpegEncoder.Configuration(source: .plain(colour: colour, hertz: hertz))
                picture.keyframeInterval = .seconds(1)
                return try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: key, picture)
            }
            _ = try await encoder("blue", 440, stage.streamName)
            let guest = try await encoder("red", 1_000, Secret("guest?key=\(guestKey.reveal())"))
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("all are live") { $0.counts.live == 3 }
            // The cue comes next, so the picture is made already.
            _ = try await stage.waitForBoard("the composite", within: .seconds(30)) { board in
                board.feeds.contains { $0.id == "duet" && $0.connected }
            }
            try await Task.sleep(for: .seconds(3))
            _ = try await stage.client.go(in: "night")
            let together = try await stage.waitForBoard("together", within: .seconds(10)) { board in
                board.feeds.contains { $0.id == "duet" && $0.isProgram }
            }
            #expect(together.broadcast.programFeed == "duet")
            let seats = try #require(together.feeds.first { $0.id == "duet" }?.seats)
            #expect(seats.map(\.feed) == ["studio", "guest"])
            #expect(seats.map(\.phase) == ["on", "on"])
            #expect(seats.allSatisfy { (1...1_000).contains($0.addedDelayMilliseconds ?? 0) }, "\(seats)")
            #expect(together.feeds.allSatisfy { $0.id == "duet" || $0.seats == nil })
            try await Task.sleep(for: .seconds(5))
            // The guest's encoder dies: his seat is reserved, and nobody else is concerned.
            await guest.process.kill()
            try await Task.sleep(for: .seconds(4))
            _ = try await stage.client.go(in: "night")
            _ = try await stage.waitForBoard("alone again", within: .seconds(10)) { board in
                board.feeds.contains { $0.id == "studio" && $0.isProgram }
            }
            try await Task.sleep(for: .seconds(3))
            let last = try await stage.client.board(of: "night")
            #expect(last.destinations.allSatisfy { $0.state == "live" && $0.attempt == 1 })
            _ = try await stage.client.command("end", broadcast: "night")
            _ = try await stage.waitForBoard("it is over") { $0.broadcast.phase == "ended" }
            _ = try await eventually("nginx closes its recordings", within: .seconds(10)) {
                try await nginx.status().streams.isEmpty ? true : nil
            }
            for name in names {
                let recording = try FLVRecording(contentsOf: nginx.recording(of: name))
                for kind in FLVRecording.Kind.allCases {
                    let times = recording.frames(kind).map(\.timestamp)
                    #expect(times == times.sorted(), "\(name): time goes forward")
                    #expect(
                        (zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? 0) < 500, "\(name): \(kind.rawValue)")
                }
            }
            try await Self.look(at: nginx.recording(of: "a1"), in: bench)
        }
    }

    /// Decodes what the account received, half a second after the other.
    private static func look(at recording: String, in bench: Bench) async throws {
        let folder = try bench.scratchDirectory(named: "look")
        let (pictures, sound) = (folder.file("halves.rgb"), folder.file("sound.pcm"))
        // One pixel a half: the mean of its colour, names at the lower edge left out.
        let filter = "fps=2,crop=iw:ih/2:0:ih/4,format=rgb24,scale=2:1:flags=area"
        for arguments in [
            ["-i", recording, "-vf", filter, "-f", "rawvideo", "-pix_fmt", "rgb24", pictures],
            ["-i", recording, "-ac", "1", "-ar", "8000", "-f", "s16le", sound],
        ] {
            let run = try await ProgramRun.run(
                ChildCommand(.ffmpeg, ["-hide_banner", "-nostdin", "-loglevel", "error", "-y"] + arguments),
                within: .seconds(60))
            #expect(run.end.isSuccess, "\(run.standardError)")
        }
        let pixels = Array(try Data(contentsOf: URL(filePath: pictures)))
        let words = stride(from: 0, to: pixels.count - 5, by: 6).map { at in
            word(pixels[at..<(at + 3)]) + word(pixels[(at + 3)..<(at + 6)])
        }
        // Alone, together, alone in a picture with a card beside him, alone.
        let course = words.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        let stages = course.filter { $0 == "BB" || $0 == "BR" || $0 == "B-" }
        #expect(stages == ["BB", "BR", "B-", "BB"], "\(words)")
        let together = words.enumerated().filter { $0.element == "BR" }.map(\.offset)
        let middle = try #require(together.isEmpty ? nil : together[together.count / 2])
        let samples = try Data(contentsOf: URL(filePath: sound)).withUnsafeBytes { bytes in
            Array(bytes.bindMemory(to: Int16.self)).map(Double.init)
        }
        func levels(at half: Int) -> (low: Double, high: Double) {
            let from = min(samples.count - 4_000, half * 4_000)
            let part = Array(samples[max(0, from)..<min(samples.count, max(0, from) + 4_000)])
            return (level(440, part), level(1_000, part))
        }
        let alone = levels(at: 2)
        #expect(alone.low > 1_000 && alone.high < 100, "\(alone)")
        let both = levels(at: middle)
        #expect(
            both.low > 1_000 && both.high > 1_000 && both.low / both.high > 0.6 && both.low / both.high < 1.6, "\(both)"
        )
        let after = levels(at: words.count - 3)
        #expect(after.low > 1_000 && after.high < 100, "\(after)")
    }

    private static func word(_ pixel: ArraySlice<UInt8>) -> String {
        let (red, green, blue) = (pixel[pixel.startIndex], pixel[pixel.startIndex + 1], pixel[pixel.startIndex + 2])
        if blue > 180, red < 90, green < 90 { return "B" }
        if red > 180, blue < 90, green < 90 { return "R" }
        return "-"
    }

    /// Amplitude of a tone (Goertzel), at 8,000 samples a second.
    private static func level(_ hertz: Double, _ samples: [Double]) -> Double {
        let step = 2 * cos(2 * Double.pi * hertz / 8_000)
        var (before, last) = (0.0, 0.0)
        for sample in samples { (before, last) = (last, sample + step * last - before) }
        let power = last * last + before * before - step * last * before
        return 2 * power.squareRoot() / Double(samples.count)
    }
}
