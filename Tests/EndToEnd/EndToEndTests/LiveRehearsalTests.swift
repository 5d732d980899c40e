import BroadcastModel
import ControlWire
import Glibc
import TestBench
import Testing

@Suite struct `A live rehearsal with a real daemon` {
    /// Accepts nothing and forgets nothing: whoever tried to connect waits here to be counted.
    private final class Doorbell {
        private let listener: Int32
        let port: Int

        init() throws {
            listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let listener = listener
            let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    bind(listener, address, size) == 0 && listen(listener, 64) == 0
                        && getsockname(listener, address, &size) == 0
                }
            }
            guard isOpen else { throw BenchFailure("no port to listen on") }
            port = Int(UInt16(bigEndian: address.sin_port))
        }

        deinit { close(listener) }

        /// How many have rung.
        func count() -> Int {
            var count = 0
            while true {
                let one = accept(listener, nil, nil)
                guard one >= 0 else { return count }
                close(one)
                count += 1
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `runs the cues with a real picture, and nobody rings at any account's door`() async throws {
        try await withBench { bench in
            let door = try Doorbell()
            let stage = try await SpineStage.start(on: bench)
            try await stage.plan(
                accounts: (1...5).map {
                    SpineStage.account(
                        "a\($0)", push: "rtmp://127.0.0.1:\(door.port)/live/{account}",
                        status: "http://127.0.0.1:\(door.port)/status")
                },
                cues: [
                    "{ at: 0s, kind: note, title: 开场 }", "{ at: 1s, kind: product, product: noodles, title: 热干面 }",
                    "{ at: 2s, kind: slate, length: 1s, title: 垫片 }", "{ at: 3s, kind: note, title: 结束语 }",
                ])
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName)
            let made = try await stage.client.rehearse("night")
            #expect(made.rehearses == "night")
            _ = try await stage.client.command("start", broadcast: made.id)
            let board = try await stage.waitForBoard("every cue has gone, with a picture", of: made.id) { board in
                board.rundown.cues.allSatisfy { $0.state == "fired" } && board.output?.condition == "on-feed"
            }
            #expect(board.broadcast.rehearses == "night")
            #expect(board.counts.total == 5)
            #expect(board.counts.live == 0)
            _ = try await stage.client.command("end", broadcast: made.id)
            _ = try await stage.waitForBoard("it is over", of: made.id) { $0.broadcast.phase == "ended" }
            #expect(door.count() == 0)

            // The same plan for real: the doorbell works.
            _ = try await stage.client.command("start", broadcast: "night")
            _ = try await eventually("somebody rings", within: .seconds(20), every: .milliseconds(50)) {
                door.count() > 0 ? true : nil
            }
        }
    }
}
