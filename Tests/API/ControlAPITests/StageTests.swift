import BroadcastModel
import ControlRoom
import ControlWire
import FoundationEssentials
import HummingbirdTesting
import Testing

@testable import ControlAPI
@testable import ControlClient

@Suite struct StageTests {
    private static let events = "/v1/stage/events"
    private static let link = ["authorization": "Bearer stage-token"]

    @Test(arguments: Distance.allCases) func `a link opens the stage of its broadcast as events`(
        _ distance: Distance
    ) async throws {
        let bench = APIBench()
        try await bench.test(distance.setup) { (client) async throws in
            let reply = try await client.ask("GET", Self.events, headers: Self.link)
            #expect(reply.status.code == 200)
            #expect(reply.header("content-type") == "text/event-stream")
            #expect(reply.header("cache-control") == "no-store")
            var parser = EventParser()
            let events = try parser.feed(Array(reply.text.utf8))
            #expect(events.map(\.name) == ["board"])
            let stage = try JSONDecoder().decode(StageDTO.self, from: Data(try #require(events.first).data))
            #expect(stage == StageDTO(Samples.board))
            #expect(stage.message?.text == "Wrap up")
            // Accounts, numbers and operators are nobody's affair on the stage.
            for secret in ["wuhan-daily", "武汉日报", "otto", "12000", "push.example.com"] {
                #expect(!reply.text.contains(secret), "\(secret)")
            }
        }
        #expect(bench.desk.asked == ["boards tonight"])
    }

    @Test func `a link opens nothing else, and a user's token opens no stage`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            for route in RouteTable.all where !RouteTableTests.open.contains(route.operationID) {
                if route.operationID == "watchStage" { continue }
                // A new room for each: wrong tokens are counted.
                try await APIBench().test { (client) async throws in
                    let reply = try await client.ask(
                        route.method.rawValue, RouteTableTests.path(of: route),
                        json: route.body.map { RouteTableTests.bodies[$0.schema] ?? "" }, headers: Self.link)
                    #expect(reply.status.code == 401, "\(route.operationID)")
                }
            }
            let reply = try await client.ask("GET", Self.events, as: .admin)
            #expect(reply.status.code == 401)
        }
        #expect(bench.desk.asked.isEmpty)
    }

    @Test func `whatever opens nothing is told so in the same words, and tries are limited`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            let none = try await client.ask("GET", Self.events)
            #expect(none.status.code == 401)
            for number in 0..<Int(AttemptLimiter.burst) {
                let wrong = try await client.ask(
                    "GET", Self.events, headers: ["authorization": "Bearer wrong\(number)"])
                #expect(wrong.status.code == 401)
                #expect(wrong.text == none.text)
            }
            #expect(try await client.ask("GET", Self.events, headers: Self.link).status.code == 429)
            // Nobody is kept from signing in by it.
            #expect(try await client.ask("GET", "/v1/feeds", as: .viewer).status.code == 200)
            bench.clock.advance(by: .seconds(2))
            #expect(try await client.ask("GET", Self.events, headers: Self.link).status.code == 200)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a link that is taken back ends the screens that it opened`() async throws {
        let bench = APIBench()
        bench.desk.change { $0.boards = nil }
        try await bench.test { (client) async throws in
            async let reply = client.ask("GET", Self.events, headers: Self.link)
            await bench.clock.sleeperArrived()
            bench.clock.advance(by: .seconds(2))
            await bench.clock.sleeperArrived()
            bench.desk.change { $0.stageTokens = [] }
            bench.clock.advance(by: .seconds(2))
            let text = try await reply.text
            #expect(text.contains(": still here\n\n") && text.contains("event: board"))
        }
    }

    @Test func `the stage's page is kept nowhere and sends no referrer`() async throws {
        try await APIBench().test { (client) async throws in
            for path in ["/stage", "/director"] {
                let reply = try await client.ask("GET", path)
                #expect(reply.status.code == 200)
                #expect(reply.header("cache-control") == "no-store")
                #expect(reply.header("referrer-policy") == "no-referrer")
                #expect(reply.header("content-security-policy") == SecurityHeaders.contentPolicy)
            }
        }
    }

    @Test func `screens have places of their own`() {
        let screens = StreamCounter(limit: 2)
        let places = (0..<2).map { _ in screens.enter() }
        #expect(places.allSatisfy { $0 != nil })
        #expect(screens.enter() == nil)
    }

    @Test func `operators make links, say and clear; the token is in no reply`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            let base = "/v1/broadcasts/tonight"
            let made = try await client.ask(
                "POST", "\(base)/stage-links", as: .operator,
                json: #"{"name":"Main stage","token":"a-secret-token","lifetimeMilliseconds":3600000}"#)
            #expect(made.status.code == 201)
            #expect(!made.text.contains("a-secret-token"))
            #expect(try made.decoded(StageLinkDTO.self).id == "link-1")
            let listed = try await client.ask("GET", "\(base)/stage-links", as: .operator)
            #expect(try listed.decoded([StageLinkDTO].self).map(\.name) == ["主舞台"])
            _ = try await client.ask("DELETE", "\(base)/stage-links/link-1", as: .operator)
            let said = try await client.ask(
                "PUT", "\(base)/stage-message", as: .operator, json: #"{"text":"Wrap up"}"#)
            #expect(try said.decoded(StageMessageDTO.self).by == "otto")
            #expect(try await client.ask("DELETE", "\(base)/stage-message", as: .operator).status.code == 204)
        }
        #expect(
            bench.desk.asked == [
                "make stage link tonight Main stage 3600000 otto", "stage links tonight",
                "revoke stage link tonight link-1 otto", "say tonight Wrap up otto", "say tonight nothing otto",
            ])
    }

    @Test func `the timeline is a picture in the language that is asked for`() async throws {
        try await APIBench().test { (client) async throws in
            let path = "/v1/broadcasts/tonight/timeline.svg"
            let words = [("?lang=zh", "计划", "planned"), ("?lang=en", "planned", "计划")]
            for (query, there, absent) in words {
                let reply = try await client.ask("GET", path + query, as: .viewer)
                #expect(reply.header("content-type") == "image/svg+xml")
                #expect(reply.text.hasPrefix("<svg ") && reply.text.contains("谢谢你为湖北拼单"))
                #expect(reply.text.contains(there) && !reply.text.contains(absent), "\(query)")
            }
            let both = try await client.ask("GET", path, as: .viewer)
            #expect(both.text.contains("计划") && both.text.contains("planned"))
            let reply = try await client.ask("GET", path + "?lang=fr", as: .viewer)
            #expect(reply.status.code == 400)
            #expect(try reply.problem().detail.contains("zh, en"))
        }
    }
}
