import BroadcastModel
import ControlClient
import ControlWire
import TestBench
import Testing

@Suite(.serialized) struct `Lost input` {
    @Test(.timeLimit(.minutes(3)))
    func `is covered by a slate on every account within two seconds, and no session falls in a minute`() async throws {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench, hasSlate: true)
            let nginx = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            let names = (1...10).map { "a\($0)" }
            try await stage.plan(accounts: names.map { SpineStage.account($0, push: nginx.address(of: "{account}")) })
            var picture = FfmpegEncoder.Configuration(
                width: 640, height: 360, framesPerSecond: 25, videoBitsPerSecond: 600_000)
            picture.keyframeInterval = .seconds(1)
            let encoder = try await FfmpegEncoder.start(
                on: bench, to: stage.ingestServer, key: stage.streamName, picture)
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("all are live") { $0.counts.live == 10 }
            _ = try await stage.daemon.waitForLine(within: .seconds(30), "the slate") { $0.contains("Slate is ready") }

            await encoder.process.kill()
            let lost = ContinuousClock.now
            let before = try await stage.client.board(of: "night")
            let sent = Dictionary(uniqueKeysWithValues: before.destinations.map { ($0.account, $0.bytesSent) })
            _ = try await stage.waitForBoard("slate on every account", within: .seconds(5)) { board in
                board.feeds.first?.connected == false
                    && board.destinations.allSatisfy { $0.bytesSent > (sent[$0.account] ?? 0) + 2_000 }
            }
            #expect(ContinuousClock.now - lost < .seconds(4), "seen on a board, which comes once a second")
            _ = try await eventually("a minute of slate", within: .seconds(70)) {
                ContinuousClock.now - lost > .seconds(60) ? true : nil
            }
            let covered = try await stage.client.board(of: "night")
            #expect(covered.counts.live == 10)
            #expect(covered.destinations.allSatisfy { $0.attempt == 1 && $0.reconnects == 0 })

            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName, picture)
            let back = try await stage.waitForBoard("the program is back", within: .seconds(10)) {
                $0.feeds.first?.connected == true && ($0.feeds.first?.framesPerSecond ?? 0) > 20
            }
            #expect(back.destinations.allSatisfy { $0.attempt == 1 })
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
                    let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
                    #expect((gaps.max() ?? 0) < 500, "\(name): \(kind.rawValue) without a hole on its time line")
                }
                let probe = try await StreamProbe.file(nginx.recording(of: name))
                #expect(probe.isDecodable, "\(name): \(probe)")
            }
        }
    }
}
