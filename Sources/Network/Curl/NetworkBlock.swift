import BroadcastModel

/// A CIDR block: `10.20.0.0/16`, `fd00::/8`, or one address.
struct NetworkBlock: Equatable, Sendable {
    private let base: NetworkAddress
    private let prefixLength: Int

    /// Throws `malformed`, naming the block, when it cannot be read.
    init(_ text: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let malformed = Fault(
            .malformed, "“\(text)” is no network: write an address block such as 10.20.0.0/16 or fd00::/8.",
            blame: .operatorSide
        )
        guard (1...2).contains(parts.count), let base = NetworkAddress(String(parts[0])) else { throw malformed }
        let width = base.bytes.count * 8
        let prefixLength = parts.count == 2 ? Int(parts[1]) ?? -1 : width
        guard (0...width).contains(prefixLength) else { throw malformed }
        self.base = base
        self.prefixLength = prefixLength
    }

    func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        return (0..<base.bytes.count).allSatisfy { index in
            let bits = min(8, max(0, prefixLength - index * 8))
            let mask = bits == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - bits))
            return base.bytes[index] & mask == address.bytes[index] & mask
        }
    }
}
