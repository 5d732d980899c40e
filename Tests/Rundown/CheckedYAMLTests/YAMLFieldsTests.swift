import CheckedYAML
import Testing

struct YAMLFieldsTests {
    private func readSample(_ fields: YAMLFields) {
        _ = fields.required("name", .line())
        _ = fields.optional("port", .wholeNumber(0...10))
        for element in fields.list("steps", limit: 3) {
            guard let step = YAMLFields(element, faults: fields.faults) else { continue }
            _ = step.required("at", .duration)
            step.refuseUnknown()
        }
        if let log = fields.mapping("log") {
            _ = log.optional("level", .line())
            log.refuseUnknown(synonyms: ["verbosity": "level"])
        }
        fields.refuseUnknown()
    }

    @Test func `a text without faults has none`() {
        #expect(faults(in: "name: 'a'\nport: 7\nsteps:\n  - { at: 5m }\nlog:\n  level: x\n", readSample) == [])
        #expect(faults(in: "name: a\nport:\nsteps: ~\nlog:\n", readSample) == [])
    }

    @Test func `every fault is found in one reading, in order of lines, with its path`() {
        let text = """
            port: many
            steps:
              - at: 5m
                colour: red
              - { At: 3m }
              - 7
            log: { verbosity: 3 }
            naem: x
            """
        #expect(
            faults(in: text, readSample) == [
                "1:1 name: is missing; it must be a text of 1 to 200 characters",
                "1:1 port: must be a whole number from 0 to 10, found \"many\"",
                "4:5 steps[0].colour: is not a known key; possible here: at",
                "5:5 steps[1].at: is missing; it must be a duration like 90s, 15m, 1h30m, 500ms or 00:15:00",
                "5:7 steps[1].At: is not a known key; did you mean `at`?",
                "6:5 steps[2]: must be a mapping of keys to values, found \"7\"",
                "7:8 log.verbosity: is not a known key; did you mean `level`?",
                "8:1 naem: is not a known key; did you mean `name`?",
            ]
        )
    }

    @Test func `a collection where a word belongs, and a word where a collection belongs`() {
        #expect(
            faults(in: "name: [a]\nport: { a: b }\nsteps: 5\nlog: []\n", readSample) == [
                "1:1 name: must be a text of 1 to 200 characters, found a list",
                "2:1 port: must be a whole number from 0 to 10, found a mapping",
                "3:1 steps: must be a list, found \"5\"",
                "4:1 log: must be a mapping of keys to values, found a list",
            ]
        )
    }

    @Test func `nothing after a key is absence, and quoted emptiness is not`() {
        #expect(
            faults(in: "name:\n", readSample) == ["1:1 name: has no value; it must be a text of 1 to 200 characters"])
        #expect(faults(in: "name: ''\n", readSample) == ["1:1 name: must not be empty"])
        #expect(faults(in: "name: null\n", readSample) == [])
    }

    @Test func `a list that is too long is refused as a whole`() {
        #expect(
            faults(in: "name: a\nsteps: [{at: x}, 2, 3, 4]\n", readSample) == [
                "2:1 steps: has 4 entries; at most 3 are allowed"
            ])
    }

    @Test func `a needed list may be neither absent nor empty`() {
        func read(_ fields: YAMLFields) { _ = fields.list("steps", limit: 3, need: "one step at least") }
        #expect(faults(in: "a: b", read) == ["1:1 steps: is missing; one step at least"])
        #expect(faults(in: "steps:", read) == ["1:1 steps: has no value; one step at least"])
        #expect(faults(in: "a: b\nsteps: []", read) == ["2:1 steps: is empty; one step at least"])
    }

    @Test func `a root that is no mapping is refused`() {
        #expect(faults(in: "- a\n- b\n") == ["1:1 : must be a mapping of keys to values, found a list"])
        #expect(faults(in: "word") == ["1:1 : must be a mapping of keys to values, found \"word\""])
    }

    @Test func `beyond two hundred faults the rest is counted`() {
        let text = (1...250).map { "k\($0): [x]" }.joined(separator: "\n")
        let found = faults(in: text) { fields in
            for number in 1...250 { _ = fields.optional("k\(number)", .line()) }
        }
        #expect(found.count == 201)
        #expect(found[199].hasPrefix("200:1 k200: "))
        #expect(found[200] == "201:1 : and 50 more faults from here on")
    }
}
