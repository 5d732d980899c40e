import BroadcastModel
import Testing

@Suite struct `A guest's link` {
    private static func at(_ second: Int64) -> WallTime { WallTime(milliseconds: second * 1000) }
    private static func hand(_ second: Int64) -> Signature { Signature(by: "li.na", at: at(second)) }

    /// What happens in which seconds, and the state of each second: open, revoked, expired, or not yet.
    typealias History = ([(Int64, Step)], String)

    /// What happens at a second of a history.
    enum Step: Sendable {
        case renew(String)
        case revoke
        case move(Int64, Int64)
    }

    static let histories: [History] = [
        // Left alone.
        ([], "....ooooooooooxxxxxx"),
        // Revoked before it opens, renewed while it would be open.
        ([(2, Step.revoke), (7, .renew("a"))], "..rrrrrooooooo"),
        // Renewed twice, then revoked, and renewed after its window.
        ([(5, .renew("a")), (6, .renew("b")), (8, .revoke), (16, .renew("c"))], "....oooorrrrrrrrxx"),
        // Its window moved to later while it was open, and to now.
        ([(6, .move(10, 20)), (8, .move(0, 12))], "....oo..ooooxxx"),
        // Moved while revoked: it stays so.
        ([(5, .revoke), (6, .move(0, 30))], "....orrrrrrrrr"),
    ]

    @Test(arguments: histories)
    func `has one state in every second of a history`(_ steps: [(Int64, Step)], _ told: String) throws {
        var link = try GuestLink(from: Self.at(4), until: Self.at(14), made: Self.hand(0))
        for (second, letter) in told.enumerated().map({ (Int64($0), $1) }) {
            for (when, step) in steps where when == second {
                switch step {
                case .renew(let old): link.renew(by: Self.hand(second), replacing: old)
                case .revoke: link.revoke(by: Self.hand(second))
                case .move(let from, let until):
                    try link.move(from: Self.at(from), until: Self.at(until), now: Self.at(second))
                }
            }
            let state = link.state(at: Self.at(second))
            let expected: GuestLink.State =
                switch letter {
                case "o": .open
                case "r": .revoked
                case "x": .expired
                default: .notYet
                }
            #expect(state == expected, "second \(second)")
            #expect((state.refusal == nil) == (state == .open))
        }
    }

    @Test func `opens with its first millisecond and not with its last`() throws {
        let link = try GuestLink(from: Self.at(4), until: Self.at(14), made: Self.hand(0))
        #expect(link.state(at: WallTime(milliseconds: 3_999)) == .notYet)
        #expect(link.state(at: Self.at(4)) == .open)
        #expect(link.state(at: WallTime(milliseconds: 13_999)) == .open)
        #expect(link.state(at: Self.at(14)) == .expired)
    }

    static let windows: [(Int64, Int64)] = [(5, 5), (6, 5), (0, 9), (-1, 20), (10, 2_700_000), (1, Int64.max / 1000)]

    @Test(arguments: windows)
    func `takes no window that is none, and keeps the one it had`(_ from: Int64, _ until: Int64) throws {
        var link = try GuestLink(from: Self.at(4), until: Self.at(14), made: Self.hand(0))
        let before = link
        let fault = #expect(throws: Fault.self) {
            try link.move(from: Self.at(from), until: Self.at(until), now: Self.at(9))
        }
        #expect(fault?.code == .malformed)
        #expect(link == before)
        #expect(throws: Fault.self) { try GuestLink(from: Self.at(from), until: Self.at(until), made: Self.hand(9)) }
    }

    @Test func `remembers whose hand revoked it first, and eight old keys`() throws {
        var link = try GuestLink(from: Self.at(4), until: Self.at(14), made: Self.hand(0))
        link.revoke(by: Self.hand(5))
        link.revoke(by: Self.hand(6))
        #expect(link.revoked == Self.hand(5))
        for number in 0..<20 { link.renew(by: Self.hand(7), replacing: "\(number)") }
        #expect(link.replaced == (12..<20).map(String.init))
        #expect(link.revoked == nil)
        link.renew(by: Self.hand(8), replacing: nil)
        #expect(link.replaced.count == 8)
    }
}
