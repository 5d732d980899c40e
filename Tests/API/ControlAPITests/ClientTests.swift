import BroadcastModel
import ControlClient
import ControlRoom
import ControlWire
import Hummingbird
import HummingbirdTesting
import Outbound
import Testing

@testable import ControlAPI

/// Carries the client's calls straight into the API under test.
private struct BenchSender: HTTPSender {
    let client: any TestClientProtocol

    func send(_ request: OutboundRequest) async throws -> OutboundReply {
        var headers: [String: String] = [:]
        for header in request.headers { headers[header.name] = header.value }
        let path = String(request.url.dropFirst("http://localhost".count))
        let reply = try await client.ask(
            request.method.rawValue, path, json: request.body.map { String(decoding: $0, as: UTF8.self) },
            headers: headers)
        return OutboundReply(status: reply.status.code, body: Array(reply.body.readableBytesView))
    }

    func stream(_ request: OutboundRequest) -> AsyncThrowingStream<[UInt8], any Error> {
        let (pieces, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        let task = Task {
            do {
                let reply = try await send(request)
                continuation.yield(reply.body)
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return pieces
    }
}

private struct NobodySender: HTTPSender {
    func send(_ request: OutboundRequest) async throws -> OutboundReply {
        throw Fault(.connectRefused, "Nobody listens there.", blame: .network)
    }
    func stream(_ request: OutboundRequest) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { throw Fault(.connectRefused, "No.", blame: .network) }
    }
}

@Suite struct ClientTests {
    @Test func `every call of the client meets its route`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            let control = ControlClient(
                base: "http://localhost/", token: Secret("token-admin"), sender: BenchSender(client: client))
            #expect(try await control.plan(fileName: "a", yaml: "b", dryRun: true).id == "tonight")
            #expect(try await control.planSeries(fileName: "s", yaml: "b", dryRun: true).count == 2)
            for command in SeriesCommand.allCases {
                #expect(try await control.series(command.rawValue, "class").map(\.id) == ["tonight"])
            }
            #expect(try await control.campaigns().isEmpty)
            #expect(try await control.broadcasts().count == 1)
            #expect(try await control.broadcast("tonight").revision == 7)
            #expect(try await control.board(of: "tonight") == BoardDTO(Samples.board))
            for command in BroadcastLifecycle.Command.allCases {
                _ = try await control.command(command.rawValue, broadcast: "tonight", revision: 7)
            }
            _ = try await control.switchProgram(of: "tonight", to: "host")
            for command in CueCommand.allCases {
                _ = try await control.cue(command.rawValue, cue: "guest-1", in: "tonight")
            }
            #expect(try await control.holdRundown(true, in: "tonight").held)
            _ = try await control.holdRundown(false, in: "tonight")
            #expect(try await control.asRun(of: "tonight").count == 1)
            #expect(try await control.report(of: "tonight").accountsReached == 1)
            #expect(try await control.destinations(of: "tonight").count == 1)
            _ = try await control.addDestination(
                AddDestinationRequest(account: "a", name: "b", platform: "manual"), to: "tonight")
            for command in ["stop", "resume", "retry"] {
                _ = try await control.destination(command, account: "wuhan-daily", in: "tonight")
            }
            _ = try await control.removeDestination("wuhan-daily", from: "tonight")
            #expect(
                try await control.typeNumber("concurrent", text: "1.2万", account: "wuhan-daily", in: "tonight").value
                    == 12_000)
            #expect(try await control.feeds().count == 1)
            try await control.setStreamKey(of: "host", to: Secret("k"))
            #expect(try await control.accounts().count == 1)
            try await control.setPushAddress(of: "wuhan-daily", to: Secret("rtmp://h/a/s"))
            try await control.setCredential(of: "wuhan-daily", to: Secret("c"))
            try await control.setMonitorToken(to: Secret("m"))
            #expect(try await control.session().role == "admin")
            #expect(try await control.users().count == 1)
            _ = try await control.setUser("vera", role: "viewer", token: Secret("t"))
            try await control.removeUser("vera")
            #expect(try await control.audit(limit: 5, before: 9).count == 1)
            #expect(try await control.status().version == "0.1")
            try await control.setLogLevel("trace")
            #expect(try await control.metrics().contains("lianbo_destinations"))
            #expect(try await !control.openAPI().isEmpty)
            try await control.health()
        }
        #expect(
            bench.desk.asked.contains("plan a true ada") && bench.desk.asked.contains("plan all s true ada")
                && bench.desk.asked.contains("cancel series class ada") && bench.desk.asked.contains("audit 5 9")
                && bench.desk.asked.contains("prepare tonight 7 ada"))
    }

    @Test func `a problem comes out as it went in, and an id cannot leave its place in the path`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            let control = ControlClient(
                base: "http://localhost", token: Secret("token-viewer"), sender: BenchSender(client: client))
            let fault = await #expect(throws: ClientFault.self) {
                try await control.command("end", broadcast: "tonight")
            }
            #expect(fault?.problem?.status == 403)
            for id in ["..", "../feeds", "a/b?c#d", ""] {
                let fault = await #expect(throws: ClientFault.self) { try await control.broadcast(id) }
                #expect(fault?.problem?.status == 404)
            }
        }
    }

    @Test func `a daemon that is not there is said to be so, with what to do`() async throws {
        let control = ControlClient(base: "http://localhost:1", token: Secret("hidden-token"), sender: NobodySender())
        let fault = await #expect(throws: ClientFault.self) { try await control.feeds() }
        let message = try #require(fault?.message)
        #expect(
            message.contains("lianbod --config") && message.contains("Nobody listens there.")
                && !message.contains("hidden"))
        guard case .unreachable? = fault?.kind else { return #expect(Bool(false), "should be unreachable") }
        await #expect(throws: ClientFault.self) { for try await _ in control.boards(of: "tonight") {} }
    }

    @Test(.timeLimit(.minutes(1))) func `boards go on over a link that breaks`() async throws {
        let bench = APIBench()
        bench.desk.change { $0.boards = [Samples.board(at: WallTime(milliseconds: 42))] }
        try await bench.test { (client) async throws in
            let control = ControlClient(
                base: "http://localhost", token: Secret("token-viewer"), sender: BenchSender(client: client))
            var seen: [Int64] = []
            // The stream of the fake ends after one board; the client must come back for more.
            for try await board in control.boards(of: "tonight") {
                if board.at == 42 { seen.append(board.at) }
                if seen.count == 2 { break }
            }
            #expect(seen == [42, 42])
        }
    }
}
