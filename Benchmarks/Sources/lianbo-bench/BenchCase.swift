/// One run: who carries what to how many.
struct BenchCase: Codable, Hashable, Sendable {
    var contender: ContenderKind
    var accounts: Int
    var megabits: Double
    /// Nil where the contender has none; 0 is one send a message.
    var tickMilliseconds: Int?
    var secure: Bool

    /// Cases that carry the same to as many stand in one block of the table.
    var block: Block { Block(accounts: accounts, megabits: megabits, secure: secure) }

    struct Block: Codable, Hashable, Sendable {
        var accounts: Int
        var megabits: Double
        var secure: Bool

        var title: String {
            "\(accounts) accounts, \(Shown.plain(megabits)) Mbit/s\(secure ? ", RTMPS" : "")"
        }
    }
}
