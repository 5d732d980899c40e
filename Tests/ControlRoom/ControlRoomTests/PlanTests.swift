import BroadcastModel
import Persistence
import PlanFile
import Testing

@testable import ControlRoom

@Suite struct PlanTests {
    private let yaml = """
        id: charity
        title: A charity night
        start: 2020-04-12T21:00:00+08:00
        length: 30m
        feeds:
          - { id: main, name: Main }
        accounts:
          - { id: one, name: One, platform: scripted }
        rundown:
          - { at: 1m, kind: note, title: Hello }

        """

    @Test func `a plan becomes a draft with its accounts and feeds`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        let dry = try await bench.room.plan(fileName: "night.yaml", yaml: yaml, dryRun: true, by: RoomBench.hand)
        #expect(dry.plan.title == "A charity night")
        #expect(try await bench.room.broadcasts().isEmpty)
        let record = try await bench.room.plan(fileName: "night.yaml", yaml: yaml, dryRun: false, by: RoomBench.hand)
        #expect(record.phase == .draft)
        #expect(try await bench.room.broadcasts() == [record])
        #expect(try await bench.room.accounts().map(\.account.id.rawValue) == ["one"])
        #expect(try await bench.room.feeds().map(\.id.rawValue) == ["main"])
        let again = await #expect(throws: Fault.self) {
            try await bench.room.plan(fileName: "night.yaml", yaml: yaml, dryRun: false, by: RoomBench.hand)
        }
        #expect(again?.code == .conflict)
    }

    @Test func `a bad plan keeps nothing and tells every fault`() async throws {
        let bench = RoomBench()
        let bad = yaml.replacing("length: 30m", with: "length: -1m").replacing(
            "platform: scripted", with: "platform: nowhere")
        let faults = await #expect(throws: PlanFaults.self) {
            try await bench.room.plan(fileName: "night.yaml", yaml: bad, dryRun: false, by: RoomBench.hand)
        }
        #expect(faults?.items.map(\.line) == [4, 8])
        #expect(try await bench.store.read { try $0.broadcasts() }.isEmpty)
        // What only an adapter knows is told of all accounts as well.
        let accounts = (0..<12).map {
            "  - { id: a\($0), name: A, platform: scripted, settings: { server: \($0 == 3 ? "rtmp://a/b" : "bad") } }\n"
        }
        let worse = yaml.replacing("rundown:", with: accounts.joined() + "rundown:")
        let all = await #expect(throws: Fault.self) {
            try await bench.room.plan(fileName: "night.yaml", yaml: worse, dryRun: true, by: RoomBench.hand)
        }
        #expect(
            all?.message.hasPrefix("11 accounts are not in order. accounts.a0.server: server is no address.") == true)
        #expect(all?.message.hasSuffix("accounts.a10.server: server is no address. And 1 more.") == true)
        #expect(all?.message.contains("a3.") == false && all?.place == "accounts")
    }
}
