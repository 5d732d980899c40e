import ControlWire
import Foundation
import Testing

@testable import lianbo

@Suite struct GuestLinkCommandTests {
    private static let path = "/v1/broadcasts/tonight/guests/wang/link"

    private static func guest(_ link: GuestLinkDTO?) -> GuestDTO {
        var guest = GuestDTO(
            id: "wang", name: "王晓", role: nil, stage: "waiting", missing: nil, needsConsent: false,
            needsAgeCheck: false,
            consentBy: nil, ageBy: nil, arrivedAt: nil, feed: "guest", arrivesMilliseconds: nil,
            expectedMilliseconds: nil)
        guest.link = link
        return guest
    }

    private static func rundown(_ link: GuestLinkDTO?) -> RundownDTO {
        var rundown = Samples.board().rundown
        rundown.guests = [guest(link)]
        return rundown
    }

    private static func link(port: Int? = nil) -> GuestLinkDTO {
        GuestLinkDTO(state: "open", fromMilliseconds: 1_000, untilMilliseconds: 9_000, madeBy: "otto", port: port)
    }

    private static func daemon(at address: String) -> DaemonDTO {
        DaemonDTO(version: "0.1", startedAt: Samples.now, ingestAddress: address, logLevel: "info")
    }

    @Test func `a key is made here, sent once, and printed as the guest enters it`() async throws {
        let bench = CommandBench()
        bench.answer("GET /v1/status", Self.daemon(at: "live.example.com:1935"))
        bench.answer("PUT \(Self.path)", Self.rundown(Self.link()))
        #expect(await bench.run("guest", "link", "create", "ton", "wang") == .done)
        let sent = try JSONDecoder().decode(
            GuestLinkRequest.self, from: Data(try #require(bench.changes.first).body.utf8))
        let key = try #require(sent.secret)
        #expect(key.count >= 32 && sent.renew == false && sent.untilMilliseconds == nil)
        #expect(
            bench.out == """
                Server:      rtmp://live.example.com:1935/live
                Stream key:  guest?key=\(key)
                Good:        @1 to @9 (open)

                """)
        bench.answer("PUT \(Self.path)", Self.rundown(Self.link(port: 9_000)))
        #expect(await bench.run("guest", "link", "renew", "tonight", "wang") == .done)
        #expect(bench.out.contains("srt://live.example.com:9000?mode=caller&passphrase="))
        #expect(bench.changes.last?.body.contains("\"renew\":true") == true)
    }

    @Test(arguments: [
        ("0.0.0.0:1935", true), ("127.0.0.1:1935", true), ("[::]:1935", true), ("localhost:1935", true),
        ("127.example.com:1935", false), ("10.0.0.7:1935", false),
    ])
    func `an address that nobody elsewhere reaches is told with the key to set`(address: String, isTold: Bool) async {
        let bench = CommandBench()
        bench.answer("GET /v1/status", Self.daemon(at: address))
        bench.answer("PUT \(Self.path)", Self.rundown(Self.link()))
        #expect(await bench.run("guest", "link", "create", "tonight", "wang") == .done)
        #expect(bench.out.contains("public_host") == isTold, "\(bench.out)")
    }

    @Test func `the green room tells what is amiss with a picture beside what is to be noted`() async {
        let bench = CommandBench()
        var board = Samples.board()
        var guest = Self.guest(nil)
        guest.stage = "checking"
        guest.missing = "王晓 is not ready: they have not arrived."
        guest.notReady = ["there is no sound; check the encoder's audio source"]
        board.rundown.guests = [guest]
        bench.answer("GET /v1/broadcasts/tonight/board", board)
        #expect(await bench.run("guest", "list", "tonight") == .done)
        #expect(bench.out.contains("they have not arrived.; there is no sound; check the encoder's audio source"))
    }

    @Test func `links are listed on this machine's clock, with who is refused, and none is an advice`() async {
        let bench = CommandBench()
        #expect(await bench.run("guest", "link", "list", "tonight") == .done)
        #expect(bench.out.contains("No guest has a link yet. Make one: lianbo guest link create BROADCAST GUEST"))
        var link = Self.link()
        link.refusal = "expired"
        link.refusedAt = 10_000
        link.refusals = 3
        var board = Samples.board()
        board.rundown = Self.rundown(link)
        bench.answer("GET /v1/broadcasts/tonight/board", board)
        #expect(await bench.run("guest", "link", "list", "tonight") == .done)
        #expect(
            bench.out.contains("wang  open  no       @1    @9     otto  guest  王晓  @10 expired (3×)"), "\(bench.out)")
        bench.answer("DELETE \(Self.path)", Self.rundown(link))
        #expect(await bench.run("guest", "link", "revoke", "tonight", "wang") == .done)
        #expect(bench.out.hasSuffix("The link of 王晓 is revoked.\n"))
    }
}
