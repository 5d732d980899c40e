import BroadcastModel
import ControlClient
import ControlWire
import TestBench
import Testing

@Suite(.serialized) struct `A night with 107 accounts` {
    /// Low enough for two cores with ffmpeg, nginx and the daemon in a debug build.
    static let picture = FfmpegEncoder.Configuration(
        width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 250_000)

    @Test(.timeLimit(.minutes(3))) func `one hangs, one refuses, one flaps, and the other 104 receive every frame`()
        async throws
    {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            let scratch = try bench.scratchDirectory(named: "night")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(15), Self.picture)
            let nginx = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            let hanging = try await BadPeer.start(on: bench, .wedges)
            let refusing = try await BadPeer.start(on: bench, .refuses(code: "NetStream.Publish.BadName"))
            let flapping = try await BadPeer.start(on: bench, .resets(after: .seconds(2)))
            let names = (1...104).map { "a\($0)" }
            let accounts =
                names.map {
                    SpineStage.account(
                        $0, push: nginx.address(of: "{account}"), status: "http://127.0.0.1:\(nginx.httpPort)/stat")
                } + [
                    SpineStage.account("hanging", push: hanging.address(of: "{account}")),
                    SpineStage.account("refusing", push: refusing.address(of: "{account}")),
                    SpineStage.account("flapping", push: flapping.address(of: "{account}")),
                ]
            try await stage.plan(
                accounts: accounts,
                cues: ["{ at: 1s, kind: product, product: noodles }", "{ at: 3s, kind: guest-enter, guest: guest }"])
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("all accounts connect") {
                ($0.counts.byState["connecting"] ?? 0) + $0.counts.live >= 104
            }
            _ = try await eventually("nginx has 104 publishers", within: .seconds(15)) {
                try await nginx.status().streams.filter(\.isPublishing).count == 104 ? true : nil
            }

            let encoder = try await FfmpegEncoder.start(
                on: bench, to: stage.ingestServer, key: stage.streamName,
                FfmpegEncoder.Configuration(source: .clip(clip, looped: false)))
            let live = try await stage.waitForBoard("104 accounts are live") { $0.counts.live >= 104 }
            #expect(live.feeds.first?.connected == true)
            let refused = try await stage.waitForBoard("the refusing one asks for the operator") { board in
                board.destinations.first { $0.account == "refusing" }?.state == "refused"
            }
            #expect(refused.destinations.first { $0.account == "refusing" }?.lastFault?.blame == "operator")
            _ = try await encoder.process.waitForEnd(within: .seconds(40))

            let late = try await stage.waitForBoard("the flapping one tried again") { board in
                (board.destinations.first { $0.account == "flapping" }?.attempt ?? 0) >= 2
            }
            #expect(
                late.destinations.map(\.isTrouble) == late.destinations.map(\.isTrouble).sorted { $0 && !$1 },
                "trouble stands first")
            #expect(late.rundown.cues.map(\.state) == ["fired", "fired"])
            _ = try await stage.client.command("end", broadcast: "night", revision: late.broadcast.revision)
            let over = try await stage.waitForBoard("the broadcast ends") { $0.broadcast.phase == "ended" }
            #expect(over.broadcast.endedAt != nil)

            _ = try await eventually("nginx closes its recordings", within: .seconds(10)) {
                try await nginx.status().streams.isEmpty ? true : nil
            }
            let original = try FLVRecording(contentsOf: clip)
            for name in names {
                let comparison = FLVComparison(
                    original: original, recording: try FLVRecording(contentsOf: nginx.recording(of: name)))
                #expect(
                    comparison.isEveryFrame && comparison.video.before == 0 && comparison.video.after == 0,
                    "\(name): \(comparison)")
            }
            let report = try await stage.client.report(of: "night")
            #expect(report.accountsReached >= 104)
            #expect(report.cuesFired == 2)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `killed in mid-broadcast, the daemon has all accounts live again within five seconds and fires no cue twice`()
        async throws
    {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            let nginx = try await NginxRTMP.start(on: bench)
            let accounts = (1...107).map { SpineStage.account("a\($0)", push: nginx.address(of: "{account}")) }
            let cues = (0..<40).map { "{ at: \($0 * 500)ms, kind: note, title: \"cue \($0)\" }" }
            try await stage.plan(accounts: accounts, cues: cues)
            var picture = Self.picture
            picture.keyframeInterval = .seconds(1)
            let encoder = try await FfmpegEncoder.start(
                on: bench, to: stage.ingestServer, key: stage.streamName, picture)
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("all are live") {
                $0.counts.live == 107 && $0.rundown.cues.filter { $0.state == "fired" }.count >= 5
            }

            await stage.daemon.kill()
            let fallen = ContinuousClock.now
            await encoder.process.kill()
            try await stage.daemon.restart()
            let again = ContinuousClock.now
            // A real encoder reconnects by itself; ffmpeg is started again.
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName, picture)
            let back = try await stage.waitForBoard("all are live again", within: .seconds(10)) {
                $0.counts.live == 107
            }
            let took = ContinuousClock.now - again
            #expect(took < .seconds(5), "all 107 live again \(took) after the restart")
            #expect(back.broadcast.phase == "on-air")
            #expect(ContinuousClock.now - fallen < .seconds(20))

            _ = try await stage.waitForBoard("every cue has run", within: .seconds(30)) {
                $0.rundown.cues.allSatisfy { $0.state == "fired" }
            }
            let fired = try await stage.client.asRun(of: "night").filter { $0.action == "fired" }.compactMap(\.cue)
            #expect(fired.count == 40)
            #expect(Set(fired).count == 40)
            let sequence = try await stage.client.asRun(of: "night").map(\.sequence)
            #expect(sequence == Array(1...Int64(sequence.count)))
        }
    }
}
