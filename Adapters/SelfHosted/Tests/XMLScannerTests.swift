import Testing

@testable import SelfHostedAdapter

@Suite struct `XML scanner` {
    func events(_ text: String) throws -> [XMLScanner.Event] {
        var scanner = XMLScanner(Array(text.utf8))
        var events: [XMLScanner.Event] = []
        while let event = try scanner.next() { events.append(event) }
        return events
    }

    @Test func `reads elements, text, references and character data`() throws {
        #expect(
            try events(
                "<?xml version=\"1.0\"?>\n<a x='1>' y=\"/\"><!-- <b> --><b/>1 &lt;&amp;&#65;&#x4E2d;<![CDATA[<&]]></a>\n"
            )
                == [.open("a"), .open("b"), .close("b"), .text("1 <&A中"), .text("<&"), .close("a")]
        )
    }

    @Test(arguments: [
        ("", XMLScanner.Malformation.notXML), ("plain", .notXML), ("<a>", .truncated), ("<a></b>", .mismatched),
        ("</a>", .mismatched),
        ("<a", .truncated), ("<a b='", .truncated), ("<a/><b/>", .notXML), ("<a></a>x", .notXML),
        ("<!DOCTYPE a><a/>", .documentType),
        ("<a>&nope;</a>", .badReference), ("<a>&#xD800;</a>", .badReference), ("<a>&#99999999;</a>", .badReference),
        ("<a><!-- </a>", .truncated),
        ("<>", .notXML), ("<a<b>", .notXML), ("<a></a", .truncated), ("< a/>", .notXML), ("<![CDATA[x]]>", .notXML),
    ])
    func `refuses what is no document`(text: String, expected: XMLScanner.Malformation) {
        #expect(throws: expected) { try events(text) }
    }

    @Test func `refuses depth and endless names`() {
        #expect(throws: XMLScanner.Malformation.tooDeep) { try events(String(repeating: "<a>", count: 65)) }
        #expect(throws: XMLScanner.Malformation.notXML) { try events("<" + String(repeating: "a", count: 300) + ">") }
    }

    @Test func `every beginning of a page, and every byte of it changed, ends in a result or a malformation`() throws {
        let page = try Fixture.read("nginx-stat-starting.xml")
        let end = try #require(page.lastIndex(of: UInt8(ascii: ">")))
        for length in 0..<end {
            #expect(throws: XMLScanner.Malformation.self) {
                var scanner = XMLScanner(Array(page[..<length]))
                while try scanner.next() != nil {}
            }
        }
        for index in stride(from: 0, to: page.count, by: 3) {
            for byte: UInt8 in [0, 0x26, 0x2F, 0x3C, 0x3E, 0x22, 0xFF] {
                var damaged = page
                damaged[index] = byte
                _ = try? NginxStat(damaged)
            }
        }
    }
}
