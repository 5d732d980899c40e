import AdapterKit
import BroadcastModel
import Testing

@Suite struct `Adapter registry` {
    @Test func `finds adapters by platform`() throws {
        let registry = try AdapterRegistry([
            QuietAdapter(platform: PlatformID("weibo")), QuietAdapter(platform: PlatformID("manual")),
        ])
        #expect(registry.platforms == [PlatformID("manual"), PlatformID("weibo")])
        #expect(try registry.adapter(for: PlatformID("weibo")).platform == PlatformID("weibo"))
        #expect(registry[PlatformID("douyin")] == nil)
    }

    @Test func `names what there is when it has none`() throws {
        let fault = #expect(throws: Fault.self) {
            try AdapterRegistry([QuietAdapter(platform: PlatformID("manual"))]).adapter(for: PlatformID("douyin"))
        }
        #expect(fault?.code == .unsupported && fault?.message.contains("manual") == true)
    }

    @Test(arguments: [["manual", "manual"], ["Not Well Formed"]])
    func `refuses duplicates and impossible names`(platforms: [String]) {
        #expect(throws: Fault.self) { try AdapterRegistry(platforms.map { QuietAdapter(platform: PlatformID($0)) }) }
    }
}
