package import BroadcastModel
import Crypto
import FoundationEssentials

/// A new token or stream key: 32 bytes from the system's generator as base64url without padding, 43 characters.
package func randomToken() -> Secret {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let text = bytes.base64EncodedString().utf8.compactMap { character -> UInt8? in
        switch character {
        case 0x2B: 0x2D
        case 0x2F: 0x5F
        case 0x3D: nil
        default: character
        }
    }
    return Secret(String(decoding: text, as: UTF8.self))
}
