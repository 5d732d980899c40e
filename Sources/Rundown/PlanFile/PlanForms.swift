import BroadcastModel
import CheckedYAML

extension ScalarForm where Value: Identifier {
    /// A well-formed id.
    static func identifier(_ type: Value.Type = Value.self) -> ScalarForm {
        ScalarForm("an id like `main-01`") { (text) throws(ScalarRefusal) in
            let id = Value(rawValue: text)
            guard id.isWellFormed else {
                throw ScalarRefusal(
                    "must be an id: 1 to 64 of a-z, 0-9, `.`, `_` and `-`, beginning with a letter or digit; found \(ShownText.value(text))"
                )
            }
            return id
        }
    }
}

extension ScalarForm where Value == String {
    /// A line for people to read; never a push address.
    static var plainLine: ScalarForm {
        line().narrowed("a text of 1 to 200 characters") { (text) throws(ScalarRefusal) in
            if SecretShape.isPushAddress(text) { throw ScalarRefusal(SecretShape.advice) }
            return true
        }
    }
}

/// An amount of money, exact.
struct Price: Hashable, Sendable {
    /// 1/100 CNY.
    let fen: Int64
}

extension ScalarForm where Value == Price {
    /// Yuan with at most two decimals: `29.90`, `5`, `0.01`; up to 9,999,999.99.
    static var priceInYuan: ScalarForm {
        ScalarForm("a price in yuan, like 29.90") { (text) throws(ScalarRefusal) in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count <= 2,
                parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
                parts[0].utf8.count <= 7
            else {
                return nil
            }
            let decimals = parts.count == 2 ? parts[1] : "0"
            guard decimals.utf8.count <= 2 else {
                throw ScalarRefusal(
                    "has more than two decimals, found \(ShownText.value(text)); prices are exact to the fen")
            }
            guard let yuan = Int64(parts[0]), let fraction = Int64(decimals) else { return nil }
            return Price(fen: yuan * 100 + (decimals.utf8.count == 1 ? fraction * 10 : fraction))
        }
    }
}
