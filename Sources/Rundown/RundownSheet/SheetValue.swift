import CheckedYAML

/// What goes into one cell.
struct SheetValue {
    enum Number {
        case plain(Double)
        case elapsed(milliseconds: Int64)
        case clock(milliseconds: Int64)
    }
    /// In full, for a CSV text; a counted time with its units, so that it cannot be taken for a time of day.
    var text: String
    /// The same as a number, where a workbook has one for it.
    var number: Number?

    init(text: String) { self.text = text }

    init(_ field: SheetField, of cue: SheetCue, in language: SheetLanguage) {
        self.text = cue.fields[field] ?? ""
        switch field {
        case .kind: text = KindWords.written(text, in: language)
        case .byHand: text = YesWords.written(text, in: language)
        case .quantity, .wave:
            if let whole = Int(text), String(whole) == text, abs(whole) < 1_000_000_000 {
                number = .plain(Double(whole))
            }
        default:
            guard let form = cue.times[field], let milliseconds = ClockText.milliseconds(text) else { return }
            switch form {
            case .elapsed:
                text = DurationText.shown(.milliseconds(milliseconds))
                if milliseconds >= 0 { number = .elapsed(milliseconds: milliseconds) }
            case .clock where (0..<SerialDate.millisecondsPerDay).contains(milliseconds):
                number = .clock(milliseconds: milliseconds)
            default: break
            }
        }
    }
}
