import Foundation
import Glibc
import Synchronization
import TestBench

/// RTMP sinks of the bench's own that note when each picture came: one thread before all others of its core. They end with their ``Bench``.
final class ProbeSinks: Sendable {
    private struct State {
        var tallies: [String: ProbeTally] = [:]
        var stopWanted = false
        var hasEnded = false
    }

    let port: Int
    private let state = Mutex(State())

    /// By stream name.
    var tallies: [String: ProbeTally] { state.withLock { $0.tallies } }

    static func start(on bench: Bench) throws -> ProbeSinks {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = SocketAddress.loopback(0)
        let isListening = SocketAddress.withGeneral(&address) { general, size in
            var size = size
            return bind(listener, general, size) == 0 && listen(listener, 128) == 0
                && getsockname(listener, general, &size) == 0
        }
        guard isListening else { throw BenchFailure("The probes have no port: \(String(cString: strerror(errno)))") }
        let sinks = ProbeSinks(port: Int(UInt16(bigEndian: address.sin_port)))
        let thread = Thread { sinks.serve(listener) }
        thread.name = "probes"
        thread.start()
        bench.whenOver {
            sinks.state.withLock { $0.stopWanted = true }
            while !sinks.state.withLock({ $0.hasEnded }) { try? await Task.sleep(for: .milliseconds(10)) }
        }
        return sinks
    }

    private init(port: Int) { self.port = port }

    // MARK: On the thread

    private func serve(_ listener: Int32) {
        _ = Cores.preferThisThread()
        var connections: [Int32: ProbeConnection] = [:]
        var watched = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer {
            connections.removeAll()
            close(listener)
            buffer.deallocate()
            state.withLock { $0.hasEnded = true }
        }
        while !state.withLock({ $0.stopWanted }) {
            guard poll(&watched, nfds_t(watched.count), 50) > 0 else { continue }
            for place in watched where place.revents != 0 {
                if place.fd == listener {
                    let accepted = accept(listener, nil, nil)
                    guard accepted >= 0 else { continue }
                    _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
                    connections[accepted] = ProbeConnection(descriptor: accepted)
                    watched.append(pollfd(fd: accepted, events: Int16(POLLIN), revents: 0))
                } else if let connection = connections[place.fd], !connection.read(buffer, into: note) {
                    connections.removeValue(forKey: place.fd)
                    watched.removeAll { $0.fd == place.fd }
                }
            }
        }
    }

    private func note(_ name: String, _ bytes: UInt64, _ frames: [FrameMoment]) {
        state.withLock { state in
            state.tallies[name, default: ProbeTally()].mediaBytes += bytes
            state.tallies[name, default: ProbeTally()].frames += frames
        }
    }
}
