package import BroadcastModel
package import Persistence

/// Seals nothing: for stores that hold no secret worth the name.
package struct OpenVault: Vault {
    package init() {}

    package func seal(_ secret: Secret, as reference: SecretReference) throws -> SealedBytes {
        SealedBytes(keyID: "open", bytes: Array(secret.reveal().utf8))
    }
    package func open(_ sealed: SealedBytes, as reference: SecretReference) throws -> Secret {
        Secret(String(decoding: sealed.bytes, as: UTF8.self))
    }
    package func fingerprint(of secret: Secret) -> String { "00000000" }
}
