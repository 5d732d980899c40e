import BroadcastModel
import Testing

@testable import ControlAPI

@Suite struct RouteTableTests {
    /// Written by hand, apart from the table: what each operation asks for at least. Open operations stand in ``open``.
    static let leastRoles: [String: Role] = [
        "listBroadcasts": .viewer, "planBroadcast": .operator, "showBroadcast": .viewer, "showBoard": .viewer,
        "watchBoard": .viewer, "listAsRun": .viewer,
        "showReport": .viewer, "switchProgram": .operator, "armBroadcast": .operator, "disarmBroadcast": .operator,
        "prepareBroadcast": .operator,
        "startBroadcast": .operator, "rehearseBroadcast": .operator, "endBroadcast": .operator,
        "abortBroadcast": .operator, "holdRundown": .operator,
        "resumeRundown": .operator,
        "fireCue": .operator, "holdCue": .operator, "releaseCue": .operator, "skipCue": .operator,
        "tickCue": .operator, "untickCue": .operator, "retryCue": .operator,
        "goOn": .operator, "goBack": .operator, "shiftRundown": .operator, "fillRundown": .operator,
        "addCue": .operator, "changeCue": .operator,
        "moveCue": .operator, "removeCue": .operator, "consentGuest": .operator, "ageGuest": .operator,
        "setGuestLink": .operator, "revokeGuestLink": .operator, "arriveGuest": .operator, "leaveGuest": .operator,
        "resetGuest": .operator,
        "listDestinations": .viewer, "addDestination": .operator,
        "removeDestination": .operator, "typeNumber": .operator, "stopDestination": .operator,
        "resumeDestination": .operator,
        "retryDestination": .operator, "listFeeds": .viewer, "showPreview": .viewer, "setStreamKey": .admin,
        "setPullAddress": .operator, "setMonitorToken": .admin,
        "listAccounts": .viewer,
        "setPushAddress": .operator, "setCredential": .admin, "showSession": .viewer, "closeSession": .viewer,
        "listUsers": .admin,
        "setUser": .admin, "removeUser": .admin, "listAudit": .admin, "showStatus": .viewer, "setLogLevel": .admin,
        "showMetrics": .viewer, "dumpBroadcast": .operator, "cutBroadcast": .operator, "liftBroadcast": .operator,
        "setDelay": .operator, "listStageLinks": .operator, "makeStageLink": .operator,
        "revokeStageLink": .operator, "sayOnStage": .operator, "clearStage": .operator, "showTimeline": .viewer,
        "planSeries": .operator, "armSeries": .operator, "cancelSeries": .operator, "listCampaigns": .viewer,
    ]

    static let open: Set<String> = [
        "openSession", "showHealth", "showOpenAPI", "showDashboard", "showAsset", "showDirector", "showStage",
    ]
    /// Whoever has a stage link, and nobody else: no user's token opens it.
    static let byLink: Set<String> = ["watchStage"]

    static let bodies: [String: String] = [
        "PlanRequest": #"{"fileName":"a.yaml","yaml":"id: tonight"}"#, "CommandRequest": #"{"revision":7}"#,
        "ShiftRequest": #"{"milliseconds":-30000}"#, "CueRequest": #"{"cue":"{ kind: note, title: x }"}"#,
        "FillRequest": #"{"yaml":"rundown: []","fileName":"a.xlsx"}"#,
        "GuestLinkRequest": #"{"secret":"0123456789abcdef"}"#,
        "MoveRequest": #"{"after":"c1"}"#,
        "SwitchRequest": #"{"feed":"backup"}"#, "DelayRequest": #"{"milliseconds":20000,"group":"main"}"#,
        "AddDestinationRequest": #"{"account":"new","name":"New","platform":"manual"}"#,
        "SecretRequest": #"{"secret":"rtmp://h/a/s"}"#,
        "TypedNumberRequest": #"{"kind":"concurrent","text":"1.2万"}"#, "UserRequest": #"{"role":"viewer","token":"t"}"#,
        "StageMessageRequest": #"{"text":"Wrap up"}"#,
        "StageLinkRequest": #"{"name":"主舞台","token":"t","lifetimeMilliseconds":60000}"#,
        "SessionRequest": #"{"token":"token-viewer"}"#, "LogLevelRequest": #"{"level":"debug"}"#,
    ]

    static func path(of route: Route) -> String {
        route.template.replacing("{id}", with: "tonight").replacing("{cue}", with: "guest-1").replacing(
            "{person}", with: "wang"
        ).replacing(
            "{account}", with: "wuhan-daily"
        ).replacing("{link}", with: "link-1")
            .replacing("{path*}", with: "app.js")
    }

    @Test func `every operation is in the list and the list names nothing else`() {
        #expect(Set(RouteTable.all.map(\.operationID)) == Set(Self.leastRoles.keys).union(Self.open).union(Self.byLink))
        #expect(RouteTable.all.count == Self.leastRoles.count + Self.open.count + Self.byLink.count)
    }

    @Test(arguments: Distance.allCases) func `each role gets exactly what the list allows`(
        _ distance: Distance
    ) async throws {
        let bench = APIBench()
        try await bench.test(distance.setup) { (client) async throws in
            for route in RouteTable.all {
                let needed = Self.leastRoles[route.operationID]
                for role in [nil, Role.viewer, .operator, .admin] {
                    let reply = try await client.ask(
                        route.method.rawValue, Self.path(of: route), as: role,
                        json: route.body.map { Self.bodies[$0.schema] ?? "" })
                    let expected =
                        switch (needed, role) {
                        case _ where Self.byLink.contains(route.operationID): 401
                        case (nil, _): route.success.code
                        case (_?, nil): 401
                        case (let needed?, let role?): role < needed ? 403 : route.success.code
                        }
                    let isAllowed =
                        reply.status.code == expected || (route.operationID == "showAsset" && reply.status.code == 404)
                    #expect(
                        isAllowed,
                        "\(route.operationID) as \(role?.rawValue ?? "nobody"): \(reply.status.code), expected \(expected)"
                    )
                    if reply.status.code >= 400 { #expect(try reply.problem().status == reply.status.code) }
                }
            }
        }
    }

    @Test func `what is refused never reaches the desk`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            for route in RouteTable.all where route.access == .role(.operator) || route.access == .role(.admin) {
                _ = try await client.ask(
                    route.method.rawValue, Self.path(of: route), as: .viewer,
                    json: route.body.map { Self.bodies[$0.schema] ?? "" })
            }
        }
        #expect(bench.desk.asked.isEmpty)
    }

    @Test func `a path that is not in the table is not found and a wrong method is named so`() async throws {
        try await APIBench().test { (client) async throws in
            for path in [
                "/v1", "/v1/broadcasts/", "/v1/broadcasts/tonight/nothing", "/V1/broadcasts", "//v1/broadcasts",
                "/v1/../v1/broadcasts", "/assets/../x",
            ] {
                let reply = try await client.ask("GET", path, as: .admin)
                #expect(reply.status.code == 404, "\(path)")
                #expect(try reply.problem().type == "urn:lianbo:fault:notFound")
            }
            let reply = try await client.ask("PUT", "/v1/broadcasts", as: .admin, json: "{}")
            #expect(reply.status.code == 405)
            #expect(reply.header("allow") == "GET, POST")
            #expect(try reply.problem().status == 405)
        }
    }

    @Test func `an id that cannot exist is not found and reaches no desk`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            for id in ["Tonight", "a%2Fb", "%2e%2e", String(repeating: "a", count: 65)] {
                #expect(try await client.ask("GET", "/v1/broadcasts/\(id)", as: .admin).status.code == 404)
            }
        }
        #expect(bench.desk.asked.isEmpty)
    }

    @Test func `commands carry what the author saw and who it was`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            _ = try await client.ask("POST", "/v1/broadcasts/tonight/start", as: .operator, json: #"{"revision":7}"#)
            _ = try await client.ask("POST", "/v1/broadcasts/tonight/end", as: .admin)
            _ = try await client.ask("PUT", "/v1/log-level", as: .admin, json: #"{"level":"debug"}"#)
        }
        #expect(bench.desk.asked == ["start tonight 7 otto", "end tonight any ada", "note log.level info → debug ada"])
        #expect(bench.level.value == .debug)
    }
}
