import BroadcastModel

/// Keys and tokens made on this machine: 256 random bits in hexadecimal digits.
enum RandomKey {
    static func make() -> Secret {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        return Secret(String((0..<64).map { _ in digits[Int.random(in: 0..<16, using: &generator)] }))
    }
}
