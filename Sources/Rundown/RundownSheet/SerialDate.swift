/// A number as a spreadsheet counts time: days, with the time of day behind the point.
struct SerialDate {
    static let millisecondsPerDay: Int64 = 86_400_000
    private let milliseconds: Int64
    private let startsIn1904: Bool

    /// Nil for a number that no spreadsheet shows as a date or time.
    init?(_ serial: Double, startsIn1904: Bool) {
        guard serial.isFinite, serial >= 0, serial < 2_958_466 else { return nil }
        self.milliseconds = Int64((serial * Double(Self.millisecondsPerDay)).rounded())
        self.startsIn1904 = startsIn1904
    }

    /// The text and what it is. A date with a time behind it is a moment whatever its format shows, so that nothing is
    /// lost; a moment without a date is a time.
    func shown(as form: NumberForm) -> (text: String, kind: SheetCell.Kind) {
        let days = milliseconds / Self.millisecondsPerDay
        let rest = milliseconds % Self.millisecondsPerDay
        switch form {
        case .plain: return ("", .number)
        case .elapsed: return (ClockText.shown(milliseconds), .elapsed)
        case .time: return (ClockText.shown(rest), .time)
        case .date where rest == 0: return (date(days), .date)
        case .date, .moment:
            if days == 0 { return (ClockText.shown(rest), .time) }
            return ("\(date(days)) \(ClockText.shown(rest, padded: true))", .moment)
        }
    }

    /// 1900 counts from 1, and counts a 29 February that never was.
    private func date(_ days: Int64) -> String {
        let sinceEpoch = startsIn1904 ? days - 24_107 : days - 25_569 + (days < 60 ? 1 : 0)
        if !startsIn1904, days == 60 { return "1900-02-29" }
        // Days since 1 March of year 0, in eras of 400 years.
        let shifted = sinceEpoch + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(ClockText.twoDigits(month))-\(ClockText.twoDigits(day))"
    }
}
