import BroadcastModel
import ControlRoom
import ControlWire
import PlanFile
import Testing

@testable import ControlAPI

@Suite struct ProblemTests {
    @Test func `every fault code has its status`() async throws {
        let bench = APIBench()
        let expected: [Fault.Code: Int] = [
            .notFound: 404, .malformed: 400, .conflict: 409, .staleRevision: 409, .unauthenticated: 401,
            .forbidden: 403, .tooLarge: 413,
            .storageFull: 507, .storageFailed: 503, .shuttingDown: 503, .internalError: 500, .platformUnreachable: 502,
            .addressInvalid: 400,
        ]
        try await bench.test { (client) async throws in
            for (code, status) in expected {
                bench.desk.change {
                    $0.failure = Fault(
                        code, "Something about \(code.rawValue).", blame: .platform, place: "line 3", cause: "deep")
                }
                let reply = try await client.ask("GET", "/v1/feeds", as: .viewer)
                let problem = try reply.problem()
                #expect(reply.status.code == status)
                #expect(problem.type == "urn:lianbo:fault:\(code.rawValue)")
                #expect(!reply.text.contains("deep"))
                if status != 500 {
                    #expect(
                        problem.detail == "Something about \(code.rawValue). (line 3)" && problem.blame == "platform")
                }
            }
        }
    }

    @Test func `all faults of a plan come at once`() async throws {
        let bench = APIBench()
        bench.desk.change {
            $0.failure = PlanFaults(
                fileName: "a.yaml",
                items: [
                    .init(line: 3, column: 5, path: "cues[0].at", message: "Negative."),
                    .init(line: 9, column: 1, path: "length", message: "Too long."),
                ])
        }
        try await bench.test { (client) async throws in
            let problem = try await client.ask(
                "POST", "/v1/broadcasts", as: .operator, json: #"{"fileName":"a.yaml","yaml":""}"#
            ).problem()
            #expect(problem.status == 422)
            #expect(
                problem.faults == [
                    PlanFaultDTO(line: 3, column: 5, path: "cues[0].at", message: "Negative."),
                    PlanFaultDTO(line: 9, column: 1, path: "length", message: "Too long."),
                ])
        }
    }

    @Test func `a stale command is told what it did not see`() async throws {
        let bench = APIBench()
        bench.desk.change { $0.failure = StaleCommand(seen: 6, now: 7, changes: [Samples.audit]) }
        try await bench.test { (client) async throws in
            let problem = try await client.ask(
                "POST", "/v1/broadcasts/tonight/end", as: .operator, json: #"{"revision":6}"#
            ).problem()
            #expect(problem.status == 409)
            #expect(problem.changes?.map(\.detail) == ["guest-1"])
        }
    }

    @Test func `an unexpected error tells nothing`() async throws {
        struct Inside: Error { var detail = "s3cret-path" }
        let bench = APIBench()
        bench.desk.change { $0.failure = Inside() }
        try await bench.test { (client) async throws in
            let reply = try await client.ask("GET", "/v1/feeds", as: .viewer)
            #expect(reply.status.code == 500)
            #expect(!reply.text.contains("s3cret"))
        }
    }

    @Test(arguments: Distance.allCases) func `bodies are JSON of the right shape and at most a mebibyte`(
        _ distance: Distance
    ) async throws {
        let bench = APIBench()
        try await bench.test(distance.setup) { (client) async throws in
            let path = "/v1/broadcasts/tonight/switch"
            #expect(
                try await client.ask("POST", path, as: .operator, json: "{}").problem().detail == "feed is missing.")
            #expect(
                try await client.ask("POST", path, as: .operator, json: #"{"feed":7}"#).problem().detail
                    == "feed has the wrong type.")
            #expect(try await client.ask("POST", path, as: .operator, json: "no").status.code == 400)
            #expect(try await client.ask("POST", path, as: .operator).status.code == 415)
            #expect(
                try await client.ask(
                    "POST", path, as: .operator, json: #"{"feed":"a"}"#, headers: ["content-type": "text/plain"]
                ).status.code == 415)
            let large = #"{"fileName":"a","yaml":""# + String(repeating: "x", count: 1 << 20) + #""}"#
            #expect(try await client.ask("POST", "/v1/broadcasts", as: .operator, json: large).status.code == 413)
            #expect(try await client.ask("GET", "/v1/audit?limit=0", as: .admin).status.code == 400)
            #expect(try await client.ask("GET", "/v1/audit?limit=20&before=9", as: .admin).status.code == 200)
        }
        #expect(bench.desk.asked == ["audit 20 9"])
    }

    @Test func `a secret that goes in never comes out`() async throws {
        let bench = APIBench()
        let canary = "canary-5f1d"
        try await bench.test { (client) async throws in
            for path in [
                "/v1/feeds/host/key", "/v1/monitor-token", "/v1/accounts/wuhan-daily/push-address",
                "/v1/accounts/wuhan-daily/credential",
            ] {
                for json in ["{\"secret\":\"\(canary)\"}", "{\"secret\":[\"\(canary)\"]}", "{\"secret\":\"\(canary)"] {
                    let reply = try await client.ask("PUT", path, as: .admin, json: json)
                    #expect(!reply.text.contains(canary) && !"\(reply.headers)".contains(canary))
                }
            }
            let reply = try await client.ask("POST", "/v1/session", json: "{\"token\":\"\(canary)\"}")
            #expect(reply.status.code == 401 && !reply.text.contains(canary))
        }
        #expect(!bench.desk.asked.joined().contains(canary))
        #expect(bench.desk.asked.contains("key host «secret»"))
    }
}
