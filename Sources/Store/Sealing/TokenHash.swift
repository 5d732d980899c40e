package import BroadcastModel
import Crypto

/// What the store keeps of a user's token.
package enum TokenHash {
    /// 32 bytes. Tokens are 256 random bits, so a slow hash would add nothing.
    package static func sha256(_ token: Secret) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.reveal().utf8)))
    }
}
