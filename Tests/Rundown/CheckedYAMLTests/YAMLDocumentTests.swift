import CheckedYAML
import Testing

struct YAMLDocumentTests {
    @Test func `values keep their words and their places`() throws {
        let list = YAMLFaultList()
        let root = try #require(YAMLDocument.open("\u{FEFF}a: 0029\r\nb:\r\n  - yes\r\n  - 'x: y'\r\n", faults: list))
        let place = YAMLPlace(line: 1, column: 1)
        let b = YAMLPlace(line: 2, column: 1, path: "b")
        #expect(
            root
                == YAMLValue(
                    .mapping([
                        .init(key: "a", value: YAMLValue(.scalar("0029", isPlain: true), at: place.key("a"))),
                        .init(
                            key: "b",
                            value: YAMLValue(
                                .list([
                                    YAMLValue(
                                        .scalar("yes", isPlain: true), at: YAMLPlace(line: 3, column: 5, path: "b[0]")),
                                    YAMLValue(
                                        .scalar("x: y", isPlain: false), at: YAMLPlace(line: 4, column: 5, path: "b[1]")
                                    ),
                                ]), at: b)),
                    ]), at: place)
        )
        #expect(list.isEmpty)
    }

    @Test func `a syntax error names its line`() {
        #expect(faults(in: "a: b\nc: [1, 2\nd: e\n").count == 1)
        #expect(
            faults(in: "a: b\nc: [1, 2\nd: e\n")[0].hasPrefix(
                "3:2 : cannot be read as YAML: did not find expected ',' or ']'"))
        #expect(
            faults(in: "a: 'b\n") == [
                "2:1 : cannot be read as YAML: found unexpected end of stream (while scanning a quoted scalar, from line 1)"
            ])
        #expect(faults(in: "a:\n\tb: c\n") == ["2:1 : cannot be read as YAML: a tab stands here; indent with spaces"])
        #expect(faults(in: "a: *nobody\n") == ["1:4 : cannot be read as YAML: found undefined alias"])
        #expect(faults(in: "a: b\n---\nc: d\n") == ["2:1 : begins a second document; keep one in a file"])
    }

    @Test(arguments: ["a: 1\r\nb: { c: 1, d", "a: 1\nb: { c: 1, d", "a: 1\u{85}b: { c: 1, d"])
    func `a syntax error at the very end stands on the last line`(text: String) {
        #expect(
            faults(in: text) == [
                "2:13 : cannot be read as YAML: did not find expected ',' or '}' (while parsing a flow mapping, from line 2)"
            ])
    }

    @Test(arguments: ["", "\n\n", "# nothing\n", "---\n..."])
    func `an empty text is refused unless it may be empty`(text: String) {
        let found = faults(in: text)
        if text.hasPrefix("---") {
            #expect(found == ["2:1 : must be a mapping of keys to values, found nothing"])
        } else {
            #expect(found == ["1:1 : is empty"])
            let list = YAMLFaultList()
            #expect(YAMLDocument.open(text, mayBeEmpty: true, faults: list) == nil)
            #expect(list.isEmpty)
        }
    }

    @Test func `repeated keys are all found, and hide no other fault`() {
        let text = """
            name: a
            log: { level: x, "level": y }
            name: b
            port: many
            name: c
            """
        let found = faults(in: text) { fields in
            #expect(fields.optional("name", .line()) == "c")
            _ = fields.optional("port", .wholeNumber(0...10))
        }
        #expect(
            found == [
                "2:18 log.level: is given twice; the first is on line 2",
                "3:1 name: is given twice; the first is on line 1",
                "4:1 port: must be a whole number from 0 to 10, found \"many\"",
                "5:1 name: is given twice; the first is on line 1",
            ]
        )
    }

    @Test func `repeated keys of one letter and of letters beyond ASCII are found`() {
        #expect(faults(in: "a: 1\na: 2\n") == ["2:1 a: is given twice; the first is on line 1"])
        #expect(faults(in: "名: 1\n'名': 2\n") == ["2:1 名: is given twice; the first is on line 1"])
    }

    @Test func `repetitions that cannot be marked are still refused`() {
        #expect(faults(in: "-a: 1\n-a: 2\n") == ["1:1 : gives `-a` more than once in one mapping"])
        let many = (1...40).flatMap { ["k\($0): 1", "k\($0): 2"] }.joined(separator: "\n")
        #expect(faults(in: many).contains { $0.hasSuffix("more than once in one mapping") })
    }

    @Test func `a text that is too long is not parsed`() {
        var limits = YAMLLimits()
        limits.bytes = 10
        #expect(faults(in: "a: 1234567", limits: limits) == [])
        #expect(faults(in: "a: 12345678", limits: limits) == ["1:1 : is 11 bytes long; at most 10 are read"])
        #expect(YAMLLimits().bytes == 1 << 20)
    }

    @Test func `depth has a limit`() {
        let fits = "a: " + String(repeating: "[", count: 15) + String(repeating: "]", count: 15)
        #expect(faults(in: fits) == [])
        let deep = "a: " + String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
        #expect(faults(in: deep).count == 1)
        #expect(faults(in: deep)[0].hasSuffix(": is nested too deeply; at most 16 levels are read"))
    }

    @Test(arguments: ["[", "{", "{a: ", "- ", "? ", "[{a: "])
    func `absurd depth neither crashes nor takes long`(opening: String) {
        let found = faults(in: String(repeating: opening, count: 100_000 / opening.count))
        #expect(found.count == 1)
        #expect(found.first?.contains("nested too deeply") == true)
    }

    @Test func `a few aliases work`() {
        let text = "base: &base { server: srs }\none: *base\ntwo: *base\n"
        let found = faults(in: text) { fields in
            for key in ["base", "one", "two"] { #expect(fields.mapping(key)?.optional("server", .line()) == "srs") }
        }
        #expect(found == [])
    }

    @Test func `a bomb of aliases is refused by what it would unfold to`() {
        var text = "a0: &a0 [\(Array(repeating: "x", count: 5000).joined(separator: ","))]\n"
        for level in 1...5 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n" }
        #expect(faults(in: text).count == 1)
        #expect(faults(in: text).first?.hasSuffix(": holds more than 200000 values") == true)
    }

    @Test(arguments: ["[*a, *a]", "? *a\n  : 1", "{*a : 1, x: *a}"])
    func `many aliases are refused before they are followed`(use: String) {
        var text = "a: &a [x]\n"
        for number in 1...20 { text += "k\(number):\n  \(use)\n" }
        #expect(faults(in: text).count == 1)
        #expect(faults(in: text).first?.contains(": uses more than 16 aliases") == true)
    }

    @Test func `stars in text are no aliases`() {
        let text = (1...40).map { "k\($0): five*stars 2 * 3" }.joined(separator: "\n")
        #expect(faults(in: text) == [])
    }

    @Test func `characters that YAML forbids are named with their place`() {
        #expect(faults(in: "a: b\nc: x\u{0}y\n") == ["2:5 : holds a character that no YAML text may hold (U+0)"])
        #expect(faults(in: "a: \u{1B}[0m") == ["1:4 : holds a character that no YAML text may hold (U+1B)"])
        #expect(faults(in: "\u{F0000}: x") == ["1:1 : holds a character that no YAML text may hold (U+F0000)"])
        #expect(faults(in: "a: 🎬\n") == [])
    }

    @Test func `tags are refused and do nothing`() {
        #expect(
            faults(in: "a: !!binary aGVsbG8=\nb: !!int '7'\nc: !secret x\n") == [
                "1:1 a: carries a tag (`!…`); tags mean nothing here, take it away",
                "2:1 b: carries a tag (`!…`); tags mean nothing here, take it away",
                "3:1 c: carries a tag (`!…`); tags mean nothing here, take it away",
            ]
        )
    }

    @Test func `a key that is no word is refused`() {
        #expect(faults(in: "a: b\n? [x, y]\n: c\n") == ["2:3 : has a list or a mapping as a key; a key is a word"])
    }
}
