import BroadcastModel
import ControlAPI
import Persistence

extension SessionSeal {
    /// Sealed like any other secret of the daemon, as `<key id>.<hexadecimal digits>`.
    init(vault: any Vault) {
        let reference = SecretReference(kind: .credential, owner: "session")
        self.init(
            seal: { secret in
                let sealed = try vault.seal(secret, as: reference)
                return "\(sealed.keyID).\(Hexadecimal.text(sealed.bytes))"
            },
            open: { text in
                let parts = text.split(separator: ".", maxSplits: 1)
                guard parts.count == 2, let bytes = Hexadecimal.bytes(parts[1]) else { return nil }
                return try? vault.open(SealedBytes(keyID: String(parts[0]), bytes: bytes), as: reference)
            }
        )
    }
}

private enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func bytes(_ text: Substring) -> [UInt8]? {
        let values = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard values.count == text.utf8.count, values.count.isMultiple(of: 2), values.count <= 4096 else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}
