import BroadcastModel
import ControlWire
import FoundationEssentials
import Testing

@testable import ControlAPI

@Suite struct OpenAPITests {
    @Test func `the document and the route table name the same operations`() async throws {
        try await APIBench().test { (client) async throws in
            let reply = try await client.ask("GET", "/openapi.json")
            let document = try reply.decoded(Document.self)
            #expect(document.openapi.hasPrefix("3.1"))
            let documented = document.paths.flatMap { path, operations in
                operations.map { "\($0.key.uppercased()) \(path) \($0.value.operationId) \($0.value.role)" }
            }
            let routed = RouteTable.all.map { route in
                let role = RouteTableTests.leastRoles[route.operationID]?.rawValue ?? "none"
                return "\(route.method.rawValue) \(OpenAPIDocument.path(of: route)) \(route.operationID) \(role)"
            }
            #expect(documented.sorted() == routed.sorted())
        }
    }

    @Test func `every schema has the keys that its DTO writes and no schema is missing`() throws {
        let board = BoardDTO(Samples.board)
        let destination = try #require(board.destinations.first)
        var ahead = board
        ahead.startsInMilliseconds = 1
        ahead.broadcast.rehearses = "a"
        let booking = DoubleBookingDTO(kind: "account", id: "a", name: "b", with: "c", from: 1, until: 2)
        ahead.broadcast.doubleBookings = [booking]
        var cue = board.rundown.cues[0]
        cue.clock = LocalMoment.text(WallTime(milliseconds: 1_586_694_600_000), .seconds(8 * 3600))
        #expect(cue.clock == "2020-04-12T20:30:00+08:00")
        #expect(LocalMoment.text(WallTime(milliseconds: 1_586_694_600_999), .zero) == "2020-04-12T12:30:00Z")
        ahead.broadcast.campaign = "a"
        ahead.broadcast.series = SeriesPlaceDTO(id: "a", number: 1, of: 2)
        let audit = AuditDTO(Samples.audit)
        let stage = Self.stage
        let fault = PlanFaultDTO(line: 1, column: 1, path: "a", message: "b")
        let samples: [String: any Encodable] = [
            "PlanRequest": PlanRequest(fileName: "a", yaml: "b", dryRun: true),
            "CommandRequest": CommandRequest(revision: 1, anyway: true),
            "SwitchRequest": SwitchRequest(feed: "a", revision: 1),
            "ShiftRequest": ShiftRequest(milliseconds: 1, revision: 1),
            "FillRequest": FillRequest(yaml: "a", fileName: "b", dryRun: true, revision: 1),
            "CueRequest": CueRequest(cue: "a", after: "b", revision: 1),
            "MoveRequest": MoveRequest(after: "a", revision: 1),
            "AddDestinationRequest": AddDestinationRequest(
                account: "a", name: "b", platform: "c", tier: "head", settings: ["a": "b"]),
            "SecretRequest": SecretRequest(secret: "a"), "TypedNumberRequest": TypedNumberRequest(kind: "a", text: "b"),
            "UserRequest": UserRequest(role: "viewer", token: "a"), "SessionRequest": SessionRequest(token: "a"),
            "LogLevelRequest": LogLevelRequest(level: "info"),
            "BoardDTO": ahead, "RundownDTO": board.rundown, "CueDTO": cue,
            "CueTroubleDTO": try #require(board.rundown.cues[0].trouble),
            "GuestLinkRequest": GuestLinkRequest(
                secret: "a", fromMilliseconds: 1, untilMilliseconds: 2, renew: true),
            "GuestLinkDTO": try #require(board.rundown.guests[0].link),
            "GuestDTO": board.rundown.guests[0], "FeedDTO": board.feeds[0],
            "SeatDTO": try #require(board.feeds[0].seats?.first),
            "InputWarningDTO": board.warnings[0],
            "DestinationDTO": destination,
            "FaultDTO": try #require(destination.lastFault),
            "PersonRequestDTO": try #require(destination.personRequest), "NumberDTO": destination.numbers[0],
            "StateCountsDTO": board.counts, "FiguresDTO": board.figures, "TotalDTO": board.figures.totals[0],
            "CurvePointDTO": board.figures.curve[0],
            "BroadcastDTO": ahead.broadcast, "DoubleBookingDTO": booking, "AsRunDTO": AsRunDTO(Samples.asRun),
            "ReportDTO": ReportDTO(.init(board: Samples.board, accountsReached: 1, asRun: [Samples.asRun])),
            "AccountDTO": AccountDTO(.init(account: Samples.account, hasPushAddress: true, hasCredential: false)),
            "UserDTO": UserDTO(Samples.user),
            "SessionDTO": SessionDTO(user: "a", role: "viewer"), "AuditDTO": audit,
            "DaemonDTO": DaemonDTO(version: "1", startedAt: 1, ingestAddress: "a", logLevel: "info"),
            "ProblemDTO": ProblemDTO(
                type: "a", title: "b", status: 400, detail: "c", blame: "ours", faults: [fault], changes: [audit]),
            "PlanFaultDTO": fault, "DelayRequest": DelayRequest(milliseconds: 1, group: "main", revision: 1),
            "OutputDTO": try #require(board.output), "OutputGroupDTO": try #require(board.output?.groups.first),
            "DumpDTO": DumpDTO(broadcast: "a", at: 1, groups: []),
            "StageMessageRequest": StageMessageRequest(text: "a"),
            "StageLinkRequest": StageLinkRequest(name: "a", token: "b", lifetimeMilliseconds: 1),
            "StageLinkDTO": StageLinkDTO(Samples.stageLink, at: Samples.now), "StageDTO": stage,
            "StageCueDTO": try #require(stage.current), "StagePersonDTO": try #require(stage.people.first),
            "StageProductDTO": try #require(stage.product),
            "StageMessageDTO": try #require(ahead.stageMessage),
            "SeriesPlaceDTO": SeriesPlaceDTO(id: "a", number: 1, of: 2),
            "CampaignDTO": CampaignDTO(id: "a", onAir: 1, nextStartsAt: 1, broadcasts: []),
            "DumpedGroupDTO": DumpedGroupDTO(name: "main", messages: 1, milliseconds: 1),
        ]
        #expect(Set(samples.keys) == Set(WireSchema.all.map(\.name)))
        for schema in WireSchema.all {
            let sample = try #require(samples[schema.name])
            let written = try JSONDecoder().decode([String: Anything].self, from: Data(try WireJSON.encode(sample)))
            #expect(Set(written.keys) == Set(schema.properties.map(\.name)), "\(schema.name)")
            #expect(schema.properties.count == written.count)
        }
    }

    private static let stage: StageDTO = {
        let cue = StageCueDTO(
            kind: "note", title: "a", subject: "b", expectedStartMilliseconds: 1, expectedEndMilliseconds: 2,
            lengthMilliseconds: 3, byHand: true)
        return StageDTO(
            at: 1, title: "a", phase: "on-air", programClockMilliseconds: 1, startsInMilliseconds: 1,
            remainingMilliseconds: 1, overMilliseconds: 1, expectedEndAt: 1, held: true, current: cue,
            leftMilliseconds: 1, next: [cue], nextInMilliseconds: 1,
            people: [StagePersonDTO(name: "a", role: "b", part: "host")],
            product: StageProductDTO(name: "a", priceFen: 1, stock: "restocked", wave: 2),
            message: StageMessageDTO(text: "a", at: 1))
    }()

    @Test func `optional properties are the ones a DTO may leave out`() throws {
        let bare = FeedDTO(
            id: "a", name: "b", hasKey: false, isProgram: false, connected: false, peer: nil, since: nil,
            bytesReceived: 0, bitsPerSecond: 0, framesPerSecond: 0,
            width: nil, height: nil, videoCodec: nil, audioCodec: nil, keyframeIntervalMilliseconds: nil,
            silentForMilliseconds: nil
        )
        let schema = try #require(WireSchema.all.first { $0.name == "FeedDTO" })
        let written = try JSONDecoder().decode([String: Anything].self, from: Data(try WireJSON.encode(bare)))
        #expect(Set(written.keys) == Set(schema.properties.filter(\.isRequired).map(\.name)))
    }

    @Test func `every reference in the document leads somewhere`() throws {
        let names = Set(WireSchema.all.map(\.name))
        func check(_ value: JSONValue) {
            switch value {
            case .object(let members):
                if case .text(let reference)? = members["$ref"], reference.hasPrefix("#/components/schemas/") {
                    #expect(names.contains(String(reference.dropFirst("#/components/schemas/".count))))
                }
                for member in members.values { check(member) }
            case .list(let elements): for element in elements { check(element) }
            default: break
            }
        }
        check(OpenAPIDocument.value)
    }

    private struct Document: Decodable {
        struct Operation: Decodable {
            enum CodingKeys: String, CodingKey {
                case operationId
                case role = "x-lianbo-role"
            }
            var operationId: String
            var role: String
        }
        var openapi: String
        var paths: [String: [String: Operation]]
    }

    private struct Anything: Decodable { init(from decoder: any Decoder) throws {} }
}
