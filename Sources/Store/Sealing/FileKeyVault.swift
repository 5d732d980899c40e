package import BroadcastModel
import Crypto
import FoundationEssentials
package import Persistence

/// Seals secrets with a key that lies in one file, outside the database.
///
/// ChaCha20-Poly1305 with a random nonce a value; what the value is, whose, and under which key are bound in, so a
/// ciphertext that was moved to another row does not open. The daemon makes one at start. Without the key file nothing
/// sealed can be read again: it belongs in a backup, and not in the same one as the database.
package final class FileKeyVault: Vault {
    /// First 8 hexadecimal digits of the key's SHA-256; stands beside each ciphertext.
    package let keyID: String

    private let sealingKey: SymmetricKey
    private let fingerprintKey: SymmetricKey

    /// Reads the key, or makes it at the first start with mode 0600.
    ///
    /// Throws ``Fault`` `storageFailed`, naming the file and what to do, when it is a symbolic link, not a plain file,
    /// another user's, open to group or others, or does not hold a key; `storageFull` when there is no room to make it.
    package init(keyFile: String) throws {
        let key = try KeyFile(path: keyFile).readOrMake()
        keyID = SHA256.hash(data: key).prefix(4).hexadecimal
        sealingKey = Self.derive("lianbo seal 1", from: key)
        fingerprintKey = Self.derive("lianbo fingerprint 1", from: key)
    }

    package func seal(_ secret: Secret, as reference: SecretReference) throws -> SealedBytes {
        do {
            let box = try ChaChaPoly.seal(
                Array(secret.reveal().utf8), using: sealingKey, authenticating: bound(reference)
            )
            return SealedBytes(keyID: keyID, bytes: Array(box.combined))
        } catch {
            throw Fault(.internalError, "A secret could not be sealed.", blame: .ours, place: reference.text)
        }
    }

    package func open(_ sealed: SealedBytes, as reference: SecretReference) throws -> Secret {
        guard sealed.keyID == keyID else {
            throw Fault(
                .storageFailed,
                "The secret was sealed with key \(sealed.keyID), and the key file holds \(keyID). Put the right key file back, or enter the secret again.",
                blame: .operatorSide, place: reference.text
            )
        }
        guard
            let box = try? ChaChaPoly.SealedBox(combined: sealed.bytes),
            let bytes = try? ChaChaPoly.open(box, using: sealingKey, authenticating: bound(reference)),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw Fault(
                .storageFailed,
                "The sealed secret was changed in the database, or belongs to something else. Enter the secret again, and find out who wrote to the database.",
                blame: .ours, place: reference.text
            )
        }
        return Secret(text)
    }

    package func fingerprint(of secret: Secret) -> String {
        HMAC<SHA256>.authenticationCode(for: Array(secret.reveal().utf8), using: fingerprintKey).prefix(4).hexadecimal
    }

    private func bound(_ reference: SecretReference) -> [UInt8] {
        Array("\(reference.kind.rawValue)|\(reference.owner)|\(keyID)".utf8)
    }

    private static func derive(_ purpose: String, from key: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: key), info: Array(purpose.utf8), outputByteCount: 32
        )
    }
}

extension Sequence<UInt8> {
    /// Lower case, two digits a byte.
    fileprivate var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
