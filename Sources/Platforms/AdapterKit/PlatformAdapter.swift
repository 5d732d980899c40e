package import BroadcastModel

/// Speaks one platform's interface for many accounts.
///
/// ControlRoom's reconciler calls ``prepare(_:)`` before air, ``start(_:handle:)`` once media is accepted,
/// ``status(_:handle:)`` and ``readNumbers(_:handle:)`` at the pace of ``AccountCapabilities``, and ``stop(_:handle:)``
/// after the last byte, only when a person or a cue ended the broadcast, never after a fault. Calls for one account never
/// overlap; calls for different accounts do. A call that throws must throw a ``Fault``. A cancelled call returns at once.
/// An adapter keeps no state that must survive: what it needs again stands in the ``PlatformHandle`` it returned.
package protocol PlatformAdapter: Sendable {
    var platform: PlatformID { get }
    /// Shown to people: `nginx-rtmp or SRS of your own`.
    var displayName: String { get }
    /// Settings that an account of this platform takes, for checking plans and for help.
    var settings: [SettingDescription] { get }

    /// What this account can do with these settings. Throws `malformed`, naming the setting, when they cannot be used.
    func capabilities(of account: AdapterAccount) throws -> AccountCapabilities

    func prepare(_ account: AdapterAccount) async throws -> PrepareAnswer
    func start(_ account: AdapterAccount, handle: PlatformHandle) async throws
    func stop(_ account: AdapterAccount, handle: PlatformHandle) async throws
    func status(_ account: AdapterAccount, handle: PlatformHandle) async throws -> PlatformWord
    /// Only numbers that were really read: absent is not zero. `Sample.at` is the moment of reading unless the platform says another.
    func readNumbers(_ account: AdapterAccount, handle: PlatformHandle, now: WallTime) async throws -> [Sample]
}

/// One setting of an account, as data.
package struct SettingDescription: Hashable, Sendable {
    package var key: String
    package var explanation: String
    package var isRequired: Bool
    package var example: String
    package init(key: String, explanation: String, isRequired: Bool, example: String) {
        self.key = key
        self.explanation = explanation
        self.isRequired = isRequired
        self.example = example
    }
}

/// What an adapter is told about an account, for the length of one call.
package struct AdapterAccount: Sendable {
    package var id: AccountID
    package var broadcast: BroadcastID
    package var settings: [String: String]
    /// A push address that a person pasted, opened for this call.
    package var pastedAddress: Secret?
    /// A platform token, opened for this call.
    package var credential: Secret?
    package init(
        id: AccountID, broadcast: BroadcastID, settings: [String: String], pastedAddress: Secret? = nil,
        credential: Secret? = nil
    ) {
        self.id = id
        self.broadcast = broadcast
        self.settings = settings
        self.pastedAddress = pastedAddress
        self.credential = credential
    }
}

/// What an account can do, as data; nobody finds out by casting.
package struct AccountCapabilities: Hashable, Sendable {
    package enum StartMode: String, Sendable { case explicit, onMedia = "on-media", external }
    package enum StopMode: String, Sendable { case explicit, onMediaLoss = "on-media-loss", external }

    package var start: StartMode
    package var stop: StopMode
    /// Whether ``PlatformAdapter/status(_:handle:)`` means something.
    package var hasStatus: Bool
    /// Kinds that ``PlatformAdapter/readNumbers(_:handle:now:)`` may return; empty: a person types them.
    package var numbers: Set<SampleKind>
    /// Shortest time between two readings of this account.
    package var pace: Duration
    /// What it takes of a stream, and how its sessions are to be treated.
    package var media: MediaNeeds
    package init(
        start: StartMode, stop: StopMode, hasStatus: Bool, numbers: Set<SampleKind>, pace: Duration,
        media: MediaNeeds = MediaNeeds()
    ) {
        self.media = media
        self.start = start
        self.stop = stop
        self.hasStatus = hasStatus
        self.numbers = numbers
        self.pace = pace
    }
}

/// What ``PlatformAdapter/prepare(_:)`` answers. All four are ordinary.
package enum PrepareAnswer: Sendable {
    /// The account takes media at `address` until `validUntil` (nil: no end known). The handle is stored before media is sent.
    case ready(address: PushAddress, handle: PlatformHandle, validUntil: WallTime?)
    case needsPerson(PersonRequest)
    /// Ask again at that moment.
    case waitUntil(WallTime, reason: String)
    case failed(Fault)
}

/// A step that only a human can take: what, where, until when.
package struct PersonRequest: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case pasteAddress = "paste-address", scan, face, reauthorise, acceptInApp = "accept-in-app"
    }
    package var kind: Kind
    /// One sentence for the person: what to do.
    package var what: String
    /// Where to do it: a command, a page, an application.
    package var location: String
    package var until: WallTime?
    package init(kind: Kind, what: String, location: String, until: WallTime? = nil) {
        self.kind = kind
        self.what = what
        self.location = location
        self.until = until
    }
}

/// What the adapter needs again after a restart: room ids, stream names. Stored sealed, opaque to everyone else.
package struct PlatformHandle: Sendable, Hashable {
    package var text: Secret
    package init(text: Secret) { self.text = text }
    package static let none = PlatformHandle(text: Secret(""))
}

/// The platform's own word on whether the account is live: the second truth beside the bytes that we sent.
package enum PlatformWord: Hashable, Sendable {
    case live(bitsPerSecond: UInt64?)
    case offline
    case unknown(reason: String)
}
