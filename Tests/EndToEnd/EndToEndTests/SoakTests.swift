import BroadcastModel
import ControlClient
import ControlWire
import Foundation
import TestBench
import Testing

/// A long run with random faults, when it is asked for: `make soak`, or LIANBO_SOAK_MINUTES=20.
@Suite(.serialized, .enabled(if: Soak.minutes != nil)) struct `A soak of 300 accounts` {
    @Test func `leaks nothing, leaves no account dark, and loses no frame on untouched accounts`() async throws {
        let length = Duration.seconds(60 * (Soak.minutes ?? 1))
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench, hasSlate: true)
            let recorder = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            let calm = try await NginxRTMP.start(on: bench)
            let troubled = try await NginxRTMP.start(on: bench)
            let hanging = try await BadPeer.start(on: bench, .wedges)
            let flapping = try await BadPeer.start(on: bench, .resets(after: .seconds(3)))
            let recorded = (0..<10).map { "r\($0)" }
            let dropped = (0..<80).map { "d\($0)" }
            let accounts =
                recorded.map { SpineStage.account($0, push: recorder.address(of: $0)) }
                + (0..<190).map { SpineStage.account("c\($0)", push: calm.address(of: "c\($0)")) }
                + dropped.map { SpineStage.account($0, push: troubled.address(of: $0)) }
                + (0..<10).map { SpineStage.account("h\($0)", push: hanging.address(of: "h\($0)")) }
                + (0..<10).map { SpineStage.account("f\($0)", push: flapping.address(of: "f\($0)")) }
            try await stage.plan(accounts: accounts, length: "6h")
            var picture = FfmpegEncoder.Configuration(
                width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 300_000)
            picture.keyframeInterval = .seconds(2)
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName, picture)
            _ = try await stage.client.command("start", broadcast: "night")
            let untouched = Set(recorded + (0..<190).map { "c\($0)" })
            // Counted by name: those that hang or flap may be live for a moment before the last of these.
            _ = try await stage.waitForBoard("280 are live, and all untouched", within: .seconds(60)) { board in
                board.counts.live >= 280
                    && board.destinations.allSatisfy { !untouched.contains($0.account) || $0.state == "live" }
            }

            let end = ContinuousClock.now + length
            let warm = ContinuousClock.now + min(.seconds(90), length / 4)
            var resident: [Int] = []
            var drops = 0
            var nextLook = ContinuousClock.now
            while ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(Int64.random(in: 100...900)))
                if let name = dropped.randomElement() { drops += try await troubled.dropPublisher(of: name) }
                guard ContinuousClock.now >= nextLook else { continue }
                nextLook = ContinuousClock.now + .seconds(5)
                let board = try await stage.client.board(of: "night")
                for destination in board.destinations where untouched.contains(destination.account) {
                    #expect(
                        destination.state == "live" && destination.attempt == 1 && destination.messagesDropped == 0,
                        "\(destination.account): \(destination.state), attempt \(destination.attempt)")
                }
                if ContinuousClock.now > warm { resident.append(try await Self.residentKiB(of: stage.daemon.pid)) }
            }
            let quarter = max(1, resident.count / 4)
            let first = Self.median(Array(resident.prefix(quarter)))
            let last = Self.median(Array(resident.suffix(quarter)))
            print("Soak: \(drops) drops, memory \(first) → \(last) KiB over \(resident.count) looks.")
            #expect(Double(last) <= Double(first) * 1.05, "memory grew from \(first) to \(last) KiB")
            _ = try await stage.waitForBoard("every dropped account is live again", within: .seconds(30)) { board in
                board.destinations.filter { $0.account.hasPrefix("d") }.allSatisfy { $0.state == "live" }
            }
            _ = try await stage.client.command("end", broadcast: "night")
            _ = try await stage.waitForBoard("it is over") { $0.broadcast.phase == "ended" }
            _ = try await eventually("nginx closes its recordings", within: .seconds(20)) {
                try await recorder.status().streams.isEmpty ? true : nil
            }
            // One account is told to end some milliseconds before the next: the longest has what the others have.
            let recordings = try recorded.map { try FLVRecording(contentsOf: recorder.recording(of: $0)) }
            let original = try #require(
                recordings.max { $0.audio.count + $0.video.count < $1.audio.count + $1.video.count })
            #expect(original.video.count > Int(length.components.seconds) * 23)
            for (name, recording) in zip(recorded, recordings) {
                let comparison = FLVComparison(original: original, recording: recording)
                #expect(comparison.isEveryFrame, "\(name): \(comparison)")
                #expect(comparison.video.after <= 2 && comparison.audio.after <= 4, "\(name): \(comparison)")
            }
        }
    }

    private static func residentKiB(of process: Int32) async throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw BenchFailure("The daemon is gone.")
        }
        return kibibytes
    }

    private static func median(_ values: [Int]) -> Int {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}

private enum Soak {
    static let minutes = ProcessInfo.processInfo.environment["LIANBO_SOAK_MINUTES"].flatMap { Int64($0) }
}
