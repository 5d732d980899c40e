import BroadcastModel
import Program
import Relay
import TestBench
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// `localhost` is ::1 and 127.0.0.1 to libcurl, whatever the machine's hosts file says.
@Suite(.serialized) struct `The relay, and a name of two addresses` {
    enum Other: Sendable, CaseIterable { case refuses, isSilent }

    @Test(.timeLimit(.minutes(1)), arguments: Other.allCases)
    func `takes the address that works when the other does not`(other: Other) async throws {
        try await withBench { bench in
            let clip = try bench.scratchDirectory(named: "relay").file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(2))
            let sink = try await WitnessSink.start(on: bench)
            let silent = other == .isSilent ? try SilentAddress(port: sink.port) : nil
            try await RelayStage.run(clip: clip) { stage in
                let start = ContinuousClock.now
                try stage.attach("a", "rtmp://localhost:\(sink.port)/live/a")
                try stage.attach("dead", "rtmp://[::1]:\(sink.port)/live/dead")
                _ = try await eventually("a session", within: .seconds(5)) { sink.count(of: "a") == 1 ? true : nil }
                #expect(ContinuousClock.now - start < .seconds(3))
                try await stage.play()
                let status = try await stage.wait(for: "a", "live") { $0.state == .live }
                #expect(status.attempt == 1 && status.lastFault == nil)
                // The other address alone is as dead as it should be.
                let dead = try #require(stage.status("dead"))
                #expect(dead.lastFault?.code == (other == .refuses ? .connectRefused : nil))
                #expect(dead.bytesSent == 0 && dead.liveSince == nil)
            }
            silent?.end()
        }
    }
}

/// `[::1]:port` as an address behind which nobody answers: its queue of connections is full, so the kernel drops
/// what more comes.
private struct SilentAddress {
    private let descriptors: [Int32]

    init(port: Int) throws {
        let listener = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        var descriptors = [listener]
        func address<Result>(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(UInt16(port)).bigEndian
            address.sin6_addr = in6addr_loopback
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    call($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        guard address({ bind(listener, $0, $1) }) == 0, listen(listener, 0) == 0 else {
            throw BenchFailure("[::1]:\(port) cannot be listened at: \(String(cString: strerror(errno)))")
        }
        for _ in 0..<4 {
            let filler = socket(AF_INET6, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            _ = address { connect(filler, $0, $1) }
            descriptors.append(filler)
        }
        self.descriptors = descriptors
    }

    func end() { for descriptor in descriptors { _ = close(descriptor) } }
}
