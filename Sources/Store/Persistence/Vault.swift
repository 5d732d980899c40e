package import BroadcastModel

/// What a sealed value is, and of whom; bound into the seal, so that two values cannot be swapped in the file.
package struct SecretReference: Hashable, Comparable, Sendable, Codable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case streamKey = "stream-key"
        case pushAddress = "push-address"
        case credential
        case handle
        case pullAddress = "pull-address"
        case guestLink = "guest-link"
    }
    package let kind: Kind
    /// A feed's or an account's id, a destination's `broadcast/account`, or a guest's `broadcast/person`.
    package let owner: String

    package static func streamKey(_ feed: FeedID) -> Self { .init(kind: .streamKey, owner: feed.rawValue) }
    package static func pullAddress(_ feed: FeedID) -> Self { .init(kind: .pullAddress, owner: feed.rawValue) }
    package static func pushAddress(_ account: AccountID) -> Self { .init(kind: .pushAddress, owner: account.rawValue) }
    package static func credential(_ account: AccountID) -> Self { .init(kind: .credential, owner: account.rawValue) }
    package static func guestLink(_ person: PersonID, in broadcast: BroadcastID) -> Self {
        .init(kind: .guestLink, owner: "\(broadcast)/\(person)")
    }
    /// What `play` on the ingest port asks for.
    package static let monitorToken = SecretReference(kind: .credential, owner: "monitor")
    /// Address and handle that `prepare` returned.
    package static func handle(_ destination: DestinationID) -> Self {
        .init(kind: .handle, owner: destination.description)
    }

    package init(kind: Kind, owner: String) {
        self.kind = kind
        self.owner = owner
    }
    package var text: String { "\(kind.rawValue)|\(owner)" }
    package static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

/// Ciphertext with its nonce, its tag and the id of the key that made it.
package struct SealedBytes: Hashable, Sendable, Codable {
    package var keyID: String
    package var bytes: [UInt8]
    package init(keyID: String, bytes: [UInt8]) {
        self.keyID = keyID
        self.bytes = bytes
    }
}

/// Seals and opens secrets; the key never leaves it. Sealing implements it; ControlRoom calls it around the store.
package protocol Vault: Sendable {
    func seal(_ secret: Secret, as reference: SecretReference) throws -> SealedBytes
    /// Throws `storageFailed` when the bytes were changed, were sealed as something else, or by another key.
    func open(_ sealed: SealedBytes, as reference: SecretReference) throws -> Secret
    /// Keyed hash for comparing and auditing without opening, 8 hexadecimal digits.
    func fingerprint(of secret: Secret) -> String
}
