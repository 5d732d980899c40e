import BroadcastModel
import ControlClient
import ControlWire
import Foundation
import TestBench
import Testing

/// `lianbo` as a person types it, against a daemon that runs.
@Suite(.serialized) struct `The command` {
    private func lianbo(_ stage: SpineStage, _ arguments: String..., port: Int? = nil) async throws -> ProgramRun {
        let command = ChildCommand(
            "lianbo", executable: SpineStage.binary("lianbo"), arguments: arguments,
            environment: [
                "LIANBO_SERVER": "http://127.0.0.1:\(port ?? stage.apiPort)",
                "LIANBO_TOKEN_FILE": "\(stage.data)/admin.token", "NO_COLOR": "1",
            ])
        return try await ProgramRun.run(command, within: .seconds(20))
    }

    @Test(.timeLimit(.minutes(1)))
    func `runs an evening from plan to report and says by its exit code what went wrong`() async throws {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            let nginx = try await NginxRTMP.start(on: bench)
            try await stage.plan(
                accounts: (1...3).map { SpineStage.account("a\($0)", push: nginx.address(of: "{account}")) },
                cues: ["{ at: 0s, kind: note, title: 开场 }", "{ at: 1h, kind: product, product: noodles }"])
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName)
            let list = try await lianbo(stage, "broadcast", "list")
            #expect(list.end.isSuccess && list.standardOutput.contains("night"))
            #expect(
                try await lianbo(stage, "broadcast", "start", "ni").end.isSuccess, "a beginning of the id is enough")
            _ = try await stage.waitForBoard("all are live") { $0.counts.live == 3 }

            // Added on air: it gets picture at once, and nobody else notices.
            let added = try await lianbo(
                stage, "destination", "add", "night", "late", "--name", "迟到", "--platform", "selfhosted", "--setting",
                "server=nginx-rtmp", "--setting", "push=\(nginx.address(of: "late"))")
            #expect(added.end.isSuccess, "\(added.standardError)")
            let four = try await stage.waitForBoard("the late one is live", within: .seconds(5)) { $0.counts.live == 4 }
            #expect(four.destinations.allSatisfy { $0.attempt == 1 && $0.messagesDropped == 0 })
            #expect(try await lianbo(stage, "destination", "stop", "night", "late").end.isSuccess)
            let three = try await stage.waitForBoard("it is off") { $0.counts.live == 3 }
            #expect(three.destinations.first { $0.account == "late" }?.state == "ended")

            let fired = try await lianbo(stage, "cue", "fire", "night", "c02")
            #expect(fired.end.isSuccess, "\(fired.standardError)")
            let again = try await lianbo(stage, "cue", "fire", "night", "c02")
            #expect(again.end == .exited(2), "\(again.end) \(again.standardError)")
            let unasked = try await lianbo(stage, "broadcast", "end", "night")
            #expect(!unasked.end.isSuccess, "ending on air without --yes and without a terminal")
            #expect(try await lianbo(stage, "broadcast", "end", "night", "--yes").end.isSuccess)
            _ = try await stage.waitForBoard("it is over") { $0.broadcast.phase == "ended" }
            let report = try await lianbo(stage, "broadcast", "report", "night", "--json")
            let decoded = try JSONDecoder().decode(ReportDTO.self, from: Data(report.standardOutput.utf8))
            #expect(decoded.accountsReached == 4)
            #expect(decoded.cuesFired == 2)
            #expect(decoded.asRun.contains { $0.cue == "c02" && $0.by == "admin" })

            #expect(try await lianbo(stage, "broadcast", "fly").end == .exited(64))
            let nobody = try await lianbo(stage, "broadcast", "list", port: try KernelPorts.free())
            #expect(nobody.end == .exited(3), "\(nobody.end)")
            #expect(nobody.standardError.contains("lianbod"))
            #expect(try await lianbo(stage, "--generate-completion-script", "bash").standardOutput.contains("complete"))
        }
    }
}
