import BroadcastModel

/// When the broadcasts of a series are due: on which days, always at the same time by the clock of its place.
struct Recurrence: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        /// Every so many days, 1 up.
        case days(Int64)
        /// On these days of every so many weeks, 1 up; the first week is the start's. Empty: on the start's own weekday.
        case weeks(Int64, on: Set<Weekday>)
    }

    enum Limit: Hashable, Sendable {
        /// So many broadcasts in all, days left out not counted.
        case times(Int)
        /// The last day on which there can be one.
        case until(CalendarDay)
    }

    struct Start: Hashable, Sendable {
        /// By the clock of the place.
        var day: CalendarDay
        var at: WallTime
        /// How far that clock is ahead of UTC then, in milliseconds.
        var utcOffset: Int64
    }

    /// The most broadcasts of one series.
    static let most = 200

    var step: Step
    var limit: Limit
    /// Days left out.
    var except: Set<CalendarDay> = []
    var zone: PlaceZone

    /// In order of time, `first` among them unless it is left out; one more than ``most`` where there would be too many.
    ///
    /// The time by the place's clock is that of `first` on every day, across daylight saving, as ``PlaceZone/moment(showing:)`` says.
    func starts(from first: WallTime) -> [Start] {
        let firstDay = CalendarDay(of: first, utcOffset: zone.utcOffset(at: first))
        let timeOfDay =
            first.milliseconds + zone.utcOffset(at: first) - firstDay.number * CalendarDay.milliseconds
        var starts: [Start] = []
        var day = firstDay
        while starts.count <= Self.most {
            switch limit {
            case .times(let count) where starts.count >= count: return starts
            case .until(let last) where day > last: return starts
            default: break
            }
            if !except.contains(day) {
                // The first one is as it is written, also where the clock shows that time twice.
                let at =
                    day == firstDay ? first : zone.moment(showing: day.number * CalendarDay.milliseconds + timeOfDay)
                starts.append(Start(day: day, at: at, utcOffset: zone.utcOffset(at: at)))
            }
            day = self.day(after: day, from: firstDay)
        }
        return starts
    }

    /// Whether the rule alone, with nothing left out and no end, has a broadcast on `day`.
    func falls(on day: CalendarDay, from first: CalendarDay) -> Bool {
        guard day >= first else { return false }
        switch step {
        case .days(let count): return (day.number - first.number) % count == 0
        case .weeks(let count, let on):
            let weeks = (monday(of: day).number - monday(of: first).number) / 7
            return weeks % count == 0 && (on.isEmpty ? [first.weekday] : on).contains(day.weekday)
        }
    }

    private func day(after day: CalendarDay, from first: CalendarDay) -> CalendarDay {
        switch step {
        case .days(let count): return day + count
        case .weeks(let count, let on):
            let numbers = (on.isEmpty ? [first.weekday] : on).map(\.number).sorted()
            if let next = numbers.first(where: { $0 > day.weekday.number }) {
                return monday(of: day) + next
            }
            return monday(of: day) + count * 7 + (numbers.first ?? 0)
        }
    }

    private func monday(of day: CalendarDay) -> CalendarDay { day + -day.weekday.number }
}
