import BroadcastModel
import ControlClient
import ControlWire
import Foundation
import TestBench
import Testing

@Suite(.serialized) struct `Inputs of a real daemon` {
    private static let passphrase = Secret("a-passphrase-of-tests")

    /// A broadcast whose first feed is a file and whose second is an SRT caller, both brought in by ffmpeg children.
    @Test(.timeLimit(.minutes(2)))
    func `are brought in from a file and over SRT, wait at the gate, and cut to each other`() async throws {
        try await withBench { bench in
            let clip = try bench.scratchDirectory(named: "clip").file("opener.flv")
            var picture = FfmpegEncoder.Configuration(
                width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 300_000)
            picture.keyframeInterval = .seconds(1)
            try await FfmpegEncoder.makeClip(clip, length: .seconds(8), picture)
            let stage = try await SpineStage.start(on: bench, hasGate: true)
            let nginx = try await NginxRTMP.start(on: bench)
            let port = try KernelPorts.free()
            let plan = """
                id: night
                title: Night
                start: 2099-01-01T20:00:00+08:00
                length: 2h
                feeds:
                  - { id: opener, source: file, path: \(clip), loop: true }
                  - { id: far, source: srt, port: \(port), latency: 120ms }
                  - { id: pulled, source: pull }
                accounts:
                  - \(SpineStage.account("a", push: nginx.address(of: "a")))
                rundown: [{ at: 0s, kind: note, title: Begin }]
                """
            _ = try await stage.client.plan(fileName: "night.yaml", yaml: plan)
            try await stage.client.setStreamKey(of: "far", to: Self.passphrase)
            // Nothing is brought in before it is prepared, so it cannot start.
            let refused = await #expect(throws: (any Error).self) {
                try await stage.client.command("start", broadcast: "night")
            }
            #expect("\(refused.map { "\($0)" } ?? "")".contains("prepare"))
            // An address on this machine is allowed here, one in a private network is not.
            await #expect(throws: (any Error).self) {
                try await stage.client.setPullAddress(of: "pulled", to: Secret("http://10.1.2.3/live.m3u8"))
            }
            try await stage.client.setPullAddress(of: "pulled", to: Secret("\(nginx.address(of: "nothing"))"))

            _ = try await stage.client.command("prepare", broadcast: "night")
            let stable = try await stage.waitForBoard("the file is a stable input") { board in
                board.feeds.contains { $0.id == "opener" && $0.connected && $0.notReady.isEmpty }
            }
            #expect(stable.feeds.map(\.source) == ["file", "srt", "pull"])
            #expect(stable.feeds.first { $0.id == "far" }?.sourceState == "starting")
            #expect(stable.feeds.first { $0.id == "far" }?.notReadyCodes == ["not-connected"])
            #expect(try await stage.client.command("start", broadcast: "night").phase == "on-air")
            _ = try await stage.waitForBoard("the account is live") { $0.counts.live == 1 }

            let caller = try await eventually("an SRT call to be taken", within: .seconds(20)) { () -> ChildProcess? in
                let caller = try await bench.start(
                    ChildCommand(
                        .ffmpeg,
                        [
                            "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", clip, "-c", "copy", "-f",
                            "mpegts", "-passphrase", Self.passphrase.reveal(), "srt://127.0.0.1:\(port)?mode=caller",
                        ]))
                return (try? await caller.waitForEnd(within: .seconds(2))) == nil ? caller : nil
            }
            _ = try await stage.waitForBoard("the caller is in") { board in
                board.feeds.contains { $0.id == "far" && $0.connected && $0.notReady.isEmpty }
            }
            _ = try await stage.client.switchProgram(of: "night", to: "far")
            let cut = try await stage.waitForBoard("the caller is on air") { board in
                board.feeds.contains { $0.id == "far" && $0.isProgram }
            }
            #expect(cut.destinations.allSatisfy { $0.attempt == 1 && $0.state == "live" })
            await caller.end()
            _ = try await stage.client.command("end", broadcast: "night")
            _ = try await stage.waitForBoard("it is over, and nothing is brought in any more") { board in
                board.broadcast.phase == "ended" && board.feeds.allSatisfy { !$0.connected }
            }
            let log = await stage.daemon.lines.joined(separator: "\n")
            #expect(!log.contains(Self.passphrase.reveal()))
        }
    }

    /// 1,000 accounts, a full disk, no slate: after a cut nothing more arrives anywhere.
    @Test(.enabled(if: SmallDisk.isPossible), .timeLimit(.minutes(3)))
    func `a cut stops the last of a thousand accounts within two seconds, with the disk full as well`() async throws {
        try await withBench { bench in
            let disk = try await SmallDisk.mount(on: bench, mebibytes: 24)
            let stage = try await SpineStage.start(on: bench, data: disk.path)
            let nginx = try await NginxRTMP.start(on: bench)
            try await stage.plan(
                accounts: [
                    "{ id: \"a%04d\", name: \"账号 %04d\", count: 1000, platform: selfhosted, settings: { server: nginx-rtmp, push: \"\(nginx.address(of: "{account}"))\" } }"
                ])
            var picture = FfmpegEncoder.Configuration(
                width: 160, height: 90, framesPerSecond: 10, videoBitsPerSecond: 60_000)
            picture.keyframeInterval = .seconds(1)
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName, picture)
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("all are live", within: .seconds(60)) { $0.counts.live == 1000 }
            try disk.fill()
            _ = try await eventually("a command is refused for want of room", within: .seconds(10)) {
                // A change of the plan writes all of it, with its thousand accounts.
                let more = CueRequest(cue: "{ kind: mark, title: more }")
                do { _ = try await stage.client.addCue(more, to: "night") } catch let fault as ClientFault
                    where fault.problem?.status == 507
                { return fault }
                return nil
            }
            let asked = ContinuousClock.now
            _ = try? await stage.client.cut("night")
            let answered = ContinuousClock.now
            try await Task.sleep(until: asked + .seconds(2), clock: .continuous)
            func received() async throws -> [String: UInt64] {
                Dictionary(
                    try await nginx.status().streams.map { ($0.name, UInt64($0.bytesIn)) }, uniquingKeysWith: { $1 })
            }
            let atTwo = try await received()
            try await Task.sleep(for: .seconds(3))
            let later = try await received()
            #expect(atTwo.count == 1000)
            #expect(later == atTwo, "\(later.count { atTwo[$0.key] != $0.value }) accounts still received")
            print("A cut of 1,000 accounts with a full disk was answered after \(answered - asked).")
        }
    }
}
