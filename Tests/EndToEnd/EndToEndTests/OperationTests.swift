import BroadcastModel
import ControlClient
import ControlWire
import Foundation
import TestBench
import Testing

@Suite(.serialized) struct `An operator's evening` {
    @Test(.timeLimit(.minutes(1)))
    func
        `SIGTERM ends the sessions politely within five seconds, and a second daemon on the same data refuses to start`()
        async throws
    {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            let nginx = try await NginxRTMP.start(on: bench)
            try await stage.plan(
                accounts: (1...20).map { SpineStage.account("a\($0)", push: nginx.address(of: "{account}")) })
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName)
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("all are live") { $0.counts.live == 20 }

            let second = try await bench.start(
                ChildCommand(
                    "second lianbod", executable: SpineStage.binary("lianbod"),
                    arguments: ["--config", stage.configurationFile]))
            let refusal = try await second.waitForEnd(within: .seconds(10))
            #expect(!refusal.isSuccess)
            #expect(
                second.output.text.contains("another lianbod") || second.output.text.contains(stage.data),
                "\(second.output.text)")

            let start = ContinuousClock.now
            let end = await stage.daemon.terminate()
            #expect(end.isSuccess, "\(end)")
            #expect(ContinuousClock.now - start < .seconds(5))
            let status = try await nginx.status()
            #expect(status.streams.allSatisfy { !$0.isPublishing })
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a wrong key, an empty key and a second publisher are refused, and the first goes on`() async throws {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            let nginx = try await NginxRTMP.start(on: bench)
            try await stage.plan(accounts: [SpineStage.account("a1", push: nginx.address(of: "{account}"))])
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName)
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("it is live") { $0.counts.live == 1 }
            for name in [
                "studio?key=wrong", "studio?key=", "studio", "nobody?key=\(stage.feedKey.reveal())",
                stage.streamName.reveal(),
            ] {
                let other = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: Secret(name))
                let end = try await other.process.waitForEnd(within: .seconds(10))
                #expect(!end.isSuccess)
            }
            let lines = await stage.daemon.lines
            #expect(lines.contains { $0.contains("keyRefused") || $0.lowercased().contains("refused") })
            let board = try await stage.client.board(of: "night")
            #expect(board.counts.live == 1)
            #expect(board.destinations[0].messagesDropped == 0)
            #expect(board.destinations[0].attempt == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a second start, a stale command and a bad plan are told so and change nothing`() async throws {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            try await stage.plan(accounts: ["{ id: m1, name: 手工, platform: manual }"])
            let seen = try await stage.client.broadcast("night").revision
            _ = try await stage.client.command("start", broadcast: "night", revision: seen)
            let again = await #expect(throws: ClientFault.self) {
                try await stage.client.command("start", broadcast: "night")
            }
            #expect(again?.problem?.status == 409)
            let stale = await #expect(throws: ClientFault.self) {
                try await stage.client.command("end", broadcast: "night", revision: seen)
            }
            #expect(stale?.problem?.status == 409)
            #expect(stale?.problem?.changes?.contains { $0.action == "broadcast.start" && $0.by == "admin" } == true)
            #expect(try await stage.client.broadcast("night").phase == "on-air")

            let bad = """
                id: bad
                title: x
                start: 2001-01-01T00:00:00+08:00
                length: -5m
                feeds: [{ id: studio, name: s }]
                accounts: [{ id: a, name: a, platform: nowhere }]
                rundown:
                  - { at: 10m, kind: note, title: late }
                  - { at: 1m, kind: guest-enter, guest: nobody }
                """
            let faults = await #expect(throws: ClientFault.self) {
                try await stage.client.plan(fileName: "bad.yaml", yaml: bad)
            }
            #expect(faults?.problem?.status == 422)
            let lines = Set(faults?.problem?.faults?.map(\.line) ?? [])
            #expect(lines.isSuperset(of: [3, 4, 6, 9]), "\(lines.sorted())")
            #expect(try await stage.client.broadcasts().map(\.id) == ["night"])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an account that needs a person says what to do and goes live once the address is pasted`() async throws {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            let nginx = try await NginxRTMP.start(on: bench)
            try await stage.plan(accounts: [
                "{ id: m1, name: 手工, platform: manual }", "{ id: m2, name: 不存在, platform: manual }",
            ])
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName)
            _ = try await stage.client.command("start", broadcast: "night")
            let asking = try await stage.waitForBoard("both need a person") { $0.counts.byState["needs-person"] == 2 }
            #expect(asking.destinations[0].personRequest?.location.contains("set-address") == true)
            try await stage.client.setPushAddress(of: "m1", to: Secret(nginx.address(of: "m1?secret=a%2Fb")))
            try await stage.client.setPushAddress(of: "m2", to: Secret("rtmp://no-such-host.invalid/live/x"))
            _ = try? await stage.client.destination("retry", account: "m1", in: "night")
            _ = try? await stage.client.destination("retry", account: "m2", in: "night")
            let live = try await stage.waitForBoard("it is live") {
                $0.counts.live == 1 && $0.destinations.contains { $0.lastFault?.code == "nameUnresolved" }
            }
            #expect(live.destinations.first { $0.account == "m1" }?.server == "rtmp://127.0.0.1:\(nginx.rtmpPort)")
            let typed = try await stage.client.typeNumber("concurrent", text: "1.2万", account: "m1", in: "night")
            #expect(typed.value == 12_000)
            #expect(typed.quality == "approximate")
            let counted = try await stage.waitForBoard("the figure is merged") {
                $0.figures.totals.first { $0.kind == "concurrent" }?.value == 12_000
            }
            #expect(counted.figures.totals[0].accountsCounted == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `viewer numbers are the real players, per account and in total, and stand at the metrics page`() async throws {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            let nginx = try await NginxRTMP.start(on: bench)
            try await stage.plan(
                accounts: (1...3).map {
                    SpineStage.account(
                        "a\($0)", push: nginx.address(of: "{account}"),
                        status: "http://127.0.0.1:\(nginx.httpPort)/stat")
                })
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName)
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("all are live") { $0.counts.live == 3 }
            _ = try await FfmpegPlayer.start(on: bench, playing: nginx.address(of: "a1"))
            _ = try await FfmpegPlayer.start(on: bench, playing: nginx.address(of: "a1"))
            _ = try await FfmpegPlayer.start(on: bench, playing: nginx.address(of: "a2"))
            _ = try await stage.waitForBoard("three viewers are counted", within: .seconds(30)) {
                $0.figures.totals.first { $0.kind == "concurrent" }?.value == 3
            }
            // An account nobody has read yet has no number, which is not zero: wait for all three.
            _ = try await stage.waitForBoard("each account has its own number", within: .seconds(30)) { board in
                let viewers = board.destinations.map { destination in
                    "\(destination.account) \(destination.numbers.first { $0.kind == "concurrent" }?.value ?? -1)"
                }
                return viewers.sorted() == ["a1 2", "a2 1", "a3 0"]
            }
            _ = try await stage.waitForBoard("the peak is kept") { $0.figures.peakConcurrent == 3 }
            _ = try await stage.waitForBoard("the platform says so too") {
                $0.destinations.allSatisfy { $0.platformWord == "live" }
            }
            let page = try await stage.client.metrics()
            #expect(page.contains("lianbo_"))
            #expect(!page.contains(stage.feedKey.reveal()))
        }
    }
}
