package import AdapterKit
package import BroadcastModel

/// A platform whose accounts are ready at once and never say anything.
package struct SilentAdapter: PlatformAdapter {
    package let platform = PlatformID("silent")
    package let displayName = "silent"
    package let settings: [SettingDescription] = []

    package init() {}

    package func capabilities(of account: AdapterAccount) throws -> AccountCapabilities {
        AccountCapabilities(start: .onMedia, stop: .onMediaLoss, hasStatus: false, numbers: [], pace: .seconds(60))
    }

    package func prepare(_ account: AdapterAccount) async throws -> PrepareAnswer {
        .ready(
            address: try PushAddress(Secret("rtmp://192.0.2.1/live/\(account.id)")), handle: .none, validUntil: nil)
    }

    package func start(_ account: AdapterAccount, handle: PlatformHandle) async throws {}
    package func stop(_ account: AdapterAccount, handle: PlatformHandle) async throws {}
    package func status(_ account: AdapterAccount, handle: PlatformHandle) async throws -> PlatformWord {
        .unknown(reason: "silent")
    }
    package func readNumbers(
        _ account: AdapterAccount, handle: PlatformHandle, now: WallTime
    ) async throws -> [Sample] { [] }
}
