import AdapterKit
import BroadcastModel
import Persistence

/// Stands for every platform of a plan: makes any account ready at once. No account is ever reached.
struct RehearsalPlatform: PlatformAdapter {
    let platform: PlatformID
    var displayName: String { "rehearsal of \(platform)" }
    let settings: [SettingDescription] = []

    func capabilities(of account: AdapterAccount) throws -> AccountCapabilities {
        AccountCapabilities(start: .onMedia, stop: .onMediaLoss, hasStatus: false, numbers: [], pace: .seconds(60))
    }

    func prepare(_ account: AdapterAccount) async throws -> PrepareAnswer {
        .ready(
            address: try PushAddress(Secret("rtmp://rehearsal.invalid/live/\(account.id)")), handle: .none,
            validUntil: nil)
    }

    func start(_ account: AdapterAccount, handle: PlatformHandle) async throws {}
    func stop(_ account: AdapterAccount, handle: PlatformHandle) async throws {}
    func status(_ account: AdapterAccount, handle: PlatformHandle) async throws -> PlatformWord {
        .unknown(reason: "a rehearsal")
    }
    func readNumbers(_ account: AdapterAccount, handle: PlatformHandle, now: WallTime) async throws -> [Sample] { [] }
}

/// Keeps what a rehearsal seals in the clear: it is made up, and gone with the process.
struct RehearsalVault: Vault {
    func seal(_ secret: Secret, as reference: SecretReference) throws -> SealedBytes {
        SealedBytes(keyID: "rehearsal", bytes: Array(secret.reveal().utf8))
    }
    func open(_ sealed: SealedBytes, as reference: SecretReference) throws -> Secret {
        Secret(String(decoding: sealed.bytes, as: UTF8.self))
    }
    func fingerprint(of secret: Secret) -> String { "rehearsal" }
}
