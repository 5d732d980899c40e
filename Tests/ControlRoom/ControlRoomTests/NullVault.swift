import BroadcastModel
import Persistence

/// Seals by writing the reference in front: enough to see that two values are not swapped.
struct NullVault: Vault {
    func seal(_ secret: Secret, as reference: SecretReference) throws -> SealedBytes {
        SealedBytes(keyID: "null", bytes: Array("\(reference.text)|\(secret.reveal())".utf8))
    }

    func open(_ sealed: SealedBytes, as reference: SecretReference) throws -> Secret {
        let text = String(decoding: sealed.bytes, as: UTF8.self)
        guard text.hasPrefix("\(reference.text)|") else {
            throw Fault(.storageFailed, "Sealed as something else.", blame: .ours)
        }
        return Secret(String(text.dropFirst(reference.text.count + 1)))
    }

    func fingerprint(of secret: Secret) -> String { "00c0ffee" }
}
