import BroadcastModel
import ControlClient
import Foundation
import TestBench
import Testing

@Suite(.serialized) struct `A full disk` {
    @Test(.enabled(if: SmallDisk.isPossible), .timeLimit(.minutes(1)))
    func `is told to the operator as 507 while every account goes on, the end still works, and room again is enough`()
        async throws
    {
        try await withBench { bench in
            let disk = try await SmallDisk.mount(on: bench, mebibytes: 3)
            let data = disk.path
            let stage = try await SpineStage.start(on: bench, data: data)
            let nginx = try await NginxRTMP.start(on: bench)
            try await stage.plan(
                accounts: (1...5).map { SpineStage.account("a\($0)", push: nginx.address(of: "{account}")) })
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName)
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("all are live") { $0.counts.live == 5 }

            try disk.fill()
            let refusal = try await eventually("a command is refused for want of room", within: .seconds(10)) {
                do { _ = try await stage.client.holdRundown(true, in: "night") } catch let fault as ClientFault
                    where fault.problem?.status == 507
                { return fault }
                _ = try? await stage.client.holdRundown(false, in: "night")
                return nil
            }
            #expect(refusal.problem?.detail.contains(data) == true, "\(refusal)")
            let before = try await stage.client.board(of: "night")
            let after = try await stage.waitForBoard("bytes go on") { board in
                zip(
                    board.destinations.sorted { $0.account < $1.account },
                    before.destinations.sorted { $0.account < $1.account }
                ).allSatisfy { $0.bytesSent > $1.bytesSent + 50_000 }
            }
            #expect(after.counts.live == 5)

            _ = try? await stage.client.command("end", broadcast: "night")
            _ = try await eventually("the sessions end although nothing can be written", within: .seconds(10)) {
                try await nginx.status().streams.contains(where: \.isPublishing) ? nil : true
            }
            try FileManager.default.removeItem(atPath: disk.ballast)
            _ = try await stage.waitForBoard("the end is written once there is room") { $0.broadcast.phase == "ended" }
            await stage.daemon.kill()
            try await stage.daemon.restart()
            #expect(try await stage.client.broadcast("night").phase == "ended")
        }
    }
}
