import BroadcastModel
import ControlWire
import Foundation
import TestBench
import Testing

@Suite(.serialized) struct `A guest's own push address` {
    private static func key() -> Secret { Secret("guest" + UUID().uuidString.lowercased().filter { $0 != "-" }) }

    /// A caller that goes on until it is ended, or is turned away.
    private static func push(
        _ clip: String, _ format: String, to address: String, on bench: Bench
    ) async throws -> ChildProcess {
        try await bench.start(
            ChildCommand(
                .ffmpeg,
                [
                    "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", clip, "-c", "copy", "-f", format,
                    address,
                ]))
    }

    @Test(.timeLimit(.minutes(3)))
    func `takes in an encoder by RTMP and by SRT, and disconnects it when the key is renewed or taken away`()
        async throws
    {
        try await withBench { bench in
            let clip = try bench.scratchDirectory(named: "clip").file("guest.flv")
            var picture = FfmpegEncoder.Configuration(
                width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 300_000)
            picture.keyframeInterval = .seconds(1)
            try await FfmpegEncoder.makeClip(clip, length: .seconds(4), picture)
            let stage = try await SpineStage.start(on: bench)
            let port = try KernelPorts.free()
            let plan = """
                id: night
                title: Night
                start: 2099-01-01T20:00:00+08:00
                length: 2h
                guests: [{ id: ann, name: Ann, feed: near }, { id: bob, name: Bob, feed: far }]
                feeds:
                  - { id: main }
                  - { id: near }
                  - { id: far, source: srt, port: \(port), latency: 120ms }
                rundown: [{ at: 0s, kind: guest-enter, guest: ann }, { kind: guest-enter, guest: bob }]
                """
            _ = try await stage.client.plan(fileName: "night.yaml", yaml: plan)
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            func link(_ person: String, _ key: Secret, renew: Bool = false) async throws {
                _ = try await stage.client.setGuestLink(
                    of: person, in: "night",
                    GuestLinkRequest(
                        secret: key.reveal(), fromMilliseconds: now - 60_000, untilMilliseconds: now + 3_600_000,
                        renew: renew))
            }
            let (anns, bobs, newer) = (Self.key(), Self.key(), Self.key())
            try await link("ann", anns)
            try await link("bob", bobs)
            func srt(_ key: Secret) -> String {
                "srt://127.0.0.1:\(port)?mode=caller&passphrase=\(key.reveal())&pbkeylen=16"
            }
            /// The listener may not be there yet at the first call.
            func call(_ key: Secret) async throws -> ChildProcess {
                try await eventually("a call to be taken", within: .seconds(30)) { () -> ChildProcess? in
                    let caller = try await Self.push(clip, "mpegts", to: srt(key), on: bench)
                    return (try? await caller.waitForEnd(within: .seconds(2))) == nil ? caller : nil
                }
            }
            func waitFor(_ what: String, _ person: String, _ isReached: @escaping (GuestLinkDTO) -> Bool) async throws {
                _ = try await stage.waitForBoard(what, within: .seconds(30)) { board in
                    board.rundown.guests.first { $0.id == person }?.link.map(isReached) ?? false
                }
            }

            let near = try await Self.push(
                clip, "flv", to: "\(stage.ingestServer)/near?key=\(anns.reveal())", on: bench)
            try await waitFor("Ann pushes", "ann") { $0.inUse && $0.state == "open" }
            let far = try await call(bobs)
            try await waitFor("Bob pushes", "bob") { $0.inUse && $0.port == port }
            let seen = try await stage.client.board(of: "night")
            #expect(seen.feeds.filter(\.connected).map(\.id).sorted() == ["far", "near"])
            let stranger = try await Self.push(clip, "mpegts", to: srt(newer), on: bench)
            #expect(try await !stranger.waitForEnd(within: .seconds(20)).isSuccess, "it is not the key yet")

            try await link("bob", newer, renew: true)
            _ = try await far.waitForEnd(within: .seconds(20))
            let again = try await call(newer)
            try await waitFor("Bob pushes by the new key", "bob") { $0.inUse }

            for person in ["ann", "bob"] { _ = try await stage.client.revokeGuestLink(of: person, in: "night") }
            for push in [near, again] { _ = try await push.waitForEnd(within: .seconds(20)) }
            let late = try await Self.push(
                clip, "flv", to: "\(stage.ingestServer)/near?key=\(anns.reveal())", on: bench)
            #expect(try await !late.waitForEnd(within: .seconds(20)).isSuccess)
            try await waitFor("who tries it is told", "ann") {
                $0.state == "revoked" && !$0.inUse && $0.refusals >= 1 && $0.refusal != nil
            }
            let over = try await Self.push(clip, "mpegts", to: srt(newer), on: bench)
            #expect(try await !over.waitForEnd(within: .seconds(20)).isSuccess)
            let log = await stage.daemon.lines.joined(separator: "\n")
            for key in [anns, bobs, newer] { #expect(!log.contains(key.reveal())) }
        }
    }
}
