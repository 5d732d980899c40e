extension ScalarForm where Value == Duration {
    /// Any duration that ``DurationText`` reads, negative ones too.
    package static var duration: ScalarForm {
        ScalarForm("a duration like 90s, 15m, 1h30m, 500ms or 00:15:00") { (text) throws(ScalarRefusal) in
            if text != "0", !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                throw ScalarRefusal("needs a unit, like 90s or 15m, found \(ShownText.value(text))")
            }
            return DurationText.parse(text)
        }
    }

    /// A duration inside `range`.
    package static func duration(_ range: ClosedRange<Duration>) -> ScalarForm {
        duration.narrowed(
            "a duration from \(DurationText.shown(range.lowerBound)) to \(DurationText.shown(range.upperBound))"
        ) {
            (value) throws(ScalarRefusal) in range.contains(value)
        }
    }
}
