import BroadcastModel
import Glibc
import Logging
import Program
import Relay
import ServiceLifecycle
import Synchronization
import TestBench
import Testing

/// The relay's first thread reads publishers: on its beat, or as soon as something comes.
@Suite(.timeLimit(.minutes(1)))
struct FeedReadingTests {
    /// One half of a socket pair; it ends as a publisher's socket does.
    private final class Line: FeedReader {
        let descriptor: Int32
        private let taken: Mutex<(bytes: Int, calls: Int)> = .init((0, 0))

        init(_ descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }

        var bytes: Int { taken.withLock { $0.bytes } }
        var calls: Int { taken.withLock { $0.calls } }

        func readFeed(into buffer: UnsafeMutableRawBufferPointer) -> Bool {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            taken.withLock {
                $0.bytes += max(0, count)
                $0.calls += 1
            }
            return count != 0
        }
    }

    private static func pair() throws -> (near: Int32, far: Int32) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { throw BenchFailure("no sockets") }
        return (ends[0], ends[1])
    }

    private static func run(tick: Duration, _ body: (FeedReaders) async throws -> Void) async throws {
        var configuration = RelayConfiguration()
        configuration.threads = 2
        configuration.tick = tick
        let readers = FeedReaders()
        let logger = Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() }
        let relay = RelayService(configuration: configuration, clock: SystemClock(), readers: readers, logger: logger)
        let group = ServiceGroup(services: [relay], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do { try await body(readers) } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test(arguments: [Duration.zero, .milliseconds(33)])
    func whatComesIsReadAndWhoeverLeavesIsLetGo(tick: Duration) async throws {
        try await Self.run(tick: tick) { readers in
            let (near, far) = try Self.pair()
            defer { close(far) }
            var line: Line? = Line(near)
            weak let gone = line
            readers.join(try #require(line))
            for round in 1...20 {
                #expect(write(far, "picture", 7) == 7)
                _ = try await eventually("picture \(round)", within: .seconds(5), every: .milliseconds(1)) {
                    line?.bytes == round * 7 ? true : nil
                }
            }
            readers.leave(try #require(line))
            line = nil
            // Its socket is closed with it: the other half finds out.
            _ = try await eventually("it is let go", within: .seconds(5), every: .milliseconds(5)) {
                gone == nil ? true : nil
            }
            var byte: UInt8 = 0
            #expect(recv(far, &byte, 1, 0) == 0)
        }
    }

    /// A socket at its end is ready for ever: it must not keep the thread awake until its owner comes for it.
    @Test func anEndIsSeenOnceInTheImmediateMode() async throws {
        try await Self.run(tick: .zero) { readers in
            let (near, far) = try Self.pair()
            let line = Line(near)
            readers.join(line)
            close(far)
            _ = try await eventually("the end", within: .seconds(5), every: .milliseconds(1)) {
                line.calls > 0 ? true : nil
            }
            // Somebody else's coming and going makes the thread look at all of them again.
            for _ in 0..<20 {
                let (other, peer) = try Self.pair()
                let reader = Line(other)
                readers.join(reader)
                #expect(write(peer, "x", 1) == 1)
                _ = try await eventually("a byte", within: .seconds(5), every: .milliseconds(1)) {
                    reader.bytes == 1 ? true : nil
                }
                readers.leave(reader)
                close(peer)
            }
            #expect(line.calls <= 45)
            readers.leave(line)
        }
    }
}
