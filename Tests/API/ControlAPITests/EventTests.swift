import BroadcastModel
import ControlRoom
import ControlWire
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Testing

@testable import ControlAPI
@testable import ControlClient

@Suite struct EventTests {
    @Test(arguments: Distance.allCases) func `boards come as events and the newest is never lost`(
        _ distance: Distance
    ) async throws {
        let bench = APIBench()
        bench.desk.change { $0.boards = (1...500).map { Samples.board(at: WallTime(milliseconds: $0)) } }
        try await bench.test(distance.setup) { (client) async throws in
            let reply = try await client.ask("GET", "/v1/broadcasts/tonight/events", as: .viewer)
            #expect(reply.header("content-type") == "text/event-stream")
            #expect(reply.text.hasPrefix("retry: 2000\n\n"))
            var parser = EventParser()
            let events = try parser.feed(Array(reply.text.utf8))
            #expect(events.allSatisfy { $0.name == "board" })
            #expect(events.last?.id == "500")
            #expect(parser.retryMilliseconds == 2000)
        }
    }

    @Test func `a heartbeat comes and a listener who lost the right is let go`() async throws {
        let bench = APIBench()
        bench.desk.change { $0.boards = nil }
        try await bench.test { (client) async throws in
            async let reply = client.ask("GET", "/v1/broadcasts/tonight/events", as: .viewer)
            await bench.clock.sleeperArrived()
            bench.clock.advance(by: .seconds(10))
            await bench.clock.sleeperArrived()
            bench.desk.change { $0.users["token-viewer"] = nil }
            bench.clock.advance(by: .seconds(10))
            let text = try await reply.text
            #expect(text.contains(": still here\n\n"))
            #expect(text.contains("event: board"))
        }
    }

    @Test(.timeLimit(.minutes(1))) func `the service tells its port and a shutdown ends open streams`() async throws {
        let bench = APIBench()
        bench.desk.change { $0.boards = nil }
        var quiet = Logger(label: "test")
        quiet.logLevel = .critical
        let group = ServiceGroup(configuration: .init(services: [bench.service], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try await bench.service.boundPort
            try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
                async let stream = client.execute(
                    .init(
                        "/v1/broadcasts/tonight/events", method: .get, authority: "127.0.0.1",
                        headers: [.authorization: "Bearer token-viewer"])
                )
                await bench.clock.sleeperArrived()
                await group.triggerGracefulShutdown()
                let reply = try await stream
                #expect(reply.status.code == 200)
            }
            try await tasks.waitForAll()
        }
    }

    @Test func `places for streams are bounded and come back`() {
        let counter = StreamCounter()
        var places = (0..<StreamCounter.limit).map { _ in counter.enter() }
        #expect(places.allSatisfy { $0 != nil })
        #expect(counter.enter() == nil)
        places.removeLast()
        #expect(counter.enter() != nil)
    }

    @Test func `events are the same however the bytes are cut`() throws {
        let text =
            "retry: 5\r\n\r\n: comment\r\nevent: board\rid: 1\ndata: {\"a\":1}\ndata: 2\n\ndata:x\n\nevent: empty\n\n"
        var whole = EventParser()
        let expected = try whole.feed(Array(text.utf8))
        #expect(expected.map { String(decoding: $0.data, as: UTF8.self) } == ["{\"a\":1}\n2", "x"])
        #expect(expected.map(\.name) == ["board", "message"])
        for cut in 0...text.utf8.count {
            var parser = EventParser()
            let events = try parser.feed(Array(text.utf8.prefix(cut))) + parser.feed(Array(text.utf8.dropFirst(cut)))
            #expect(events == expected)
        }
    }
}
