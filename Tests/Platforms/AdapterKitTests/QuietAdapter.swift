import AdapterKit
import BroadcastModel

/// Does nothing, well; what a test wants otherwise it sets.
struct QuietAdapter: PlatformAdapter {
    var platform: PlatformID = PlatformID("quiet")
    var displayName = "Quiet"
    var settings: [SettingDescription] = []
    var onCapabilities: @Sendable (AdapterAccount) throws -> AccountCapabilities = { _ in
        AccountCapabilities(start: .external, stop: .external, hasStatus: false, numbers: [], pace: .seconds(5))
    }
    var onPrepare: @Sendable (AdapterAccount) async throws -> PrepareAnswer = { _ in
        .needsPerson(PersonRequest(kind: .scan, what: "Scan.", location: "The app."))
    }
    var onStatus: @Sendable () async throws -> PlatformWord = { .unknown(reason: "It does not say.") }
    var onNumbers: @Sendable () async throws -> [Sample] = { [] }
    var onStop: @Sendable () async throws -> Void = {}

    func capabilities(of account: AdapterAccount) throws -> AccountCapabilities { try onCapabilities(account) }
    func prepare(_ account: AdapterAccount) async throws -> PrepareAnswer { try await onPrepare(account) }
    func start(_ account: AdapterAccount, handle: PlatformHandle) async throws {}
    func stop(_ account: AdapterAccount, handle: PlatformHandle) async throws { try await onStop() }
    func status(_ account: AdapterAccount, handle: PlatformHandle) async throws -> PlatformWord { try await onStatus() }
    func readNumbers(_ account: AdapterAccount, handle: PlatformHandle, now: WallTime) async throws -> [Sample] {
        try await onNumbers()
    }
}
