/// Sizes of the simple handshake (RTMP 1.0, section 5.2).
///
/// ```
///    client                     server
///      │── C0 C1 ─────────────────▶│
///      │◀───────────── S0 S1 S2 ───│
///      │── C2 ────────────────────▶│
/// ```
package enum Handshake {
    /// C1, S1, C2 and S2.
    package static let packetLength = 1_536
    /// Random bytes in C1 and S1.
    package static let randomLength = 1_528
    static let version: UInt8 = 3

    /// C0 and C1, or S0 and S1: version, time zero, zero (no digest), `random`, which is filled up or cut to its
    /// length.
    static func opening(random: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [version]
        bytes.append(contentsOf: repeatElement(0, count: 8))
        bytes.append(contentsOf: random.prefix(randomLength))
        bytes.append(contentsOf: repeatElement(0, count: 1 + packetLength - bytes.count))
        return bytes
    }
}
