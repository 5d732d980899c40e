import BroadcastModel
import CheckedYAML

/// `repeat`: one file, many broadcasts.
///
///     every     day | week | `3 days` | `2 weeks`
///     on?       with weeks: mon, tue, …, one or a list, the start's own among them; default: only that
///     times     how many broadcasts there are, 2 to 200, or
///     until     the last day of which one can be, as 2020-06-30
///     zone?     IANA name of the zone whose clock the time of day keeps to; default: the start's offset, for ever
///     except?   dates left out, one or a list; they are not counted
extension PlanReader {
    /// When each broadcast is due; nil where the plan does not repeat, or not in a way that could be read.
    func readRepeat(from start: WrittenMoment?) -> [Recurrence.Start]? {
        guard let fields = fields.mapping("repeat") else { return nil }
        refuseWholeMoments()
        let step = fields.required("every", .repeatStep)
        let on = readWeekdays(fields, step)
        let limit = readLimit(fields)
        let zone = readZone(fields, start)
        let except = readExcept(fields)
        fields.refuseUnknown(synonyms: [
            "interval": "every", "frequency": "every", "freq": "every", "days": "on", "weekdays": "on", "day": "on",
            "count": "times", "number": "times", "end": "until", "last": "until", "timezone": "zone", "tz": "zone",
            "time-zone": "zone", "time_zone": "zone", "skip": "except", "without": "except", "exclude": "except",
        ])
        guard let start, let step, let on, let limit, let zone else { return nil }
        let recurrence = Recurrence(
            step: step.unit == .day ? .days(step.count) : .weeks(step.count, on: on), limit: limit,
            except: Set(except.map(\.day)), zone: zone)
        return starts(of: recurrence, from: start, on: on, except: except, fields)
    }

    private func starts(
        of recurrence: Recurrence, from start: WrittenMoment, on: Set<Weekday>,
        except: [(day: CalendarDay, place: YAMLPlace)], _ fields: YAMLFields
    ) -> [Recurrence.Start]? {
        let first = WallTime(milliseconds: start.milliseconds)
        let firstDay = CalendarDay(of: first, utcOffset: recurrence.zone.utcOffset(at: first))
        guard on.isEmpty || on.contains(firstDay.weekday) else {
            let next = (1...7).map { firstDay + $0 }.first { on.contains($0.weekday) } ?? firstDay
            faults.add(
                fields.place(of: "on"),
                "leaves out the day of the start, \(firstDay.weekday.rawValue) \(firstDay); start on \(next), or add `\(firstDay.weekday.rawValue)`"
            )
            return nil
        }
        if case .until(let last) = recurrence.limit, last < firstDay {
            faults.add(fields.place(of: "until"), "is \(last), before the start on \(firstDay)")
            return nil
        }
        let starts = recurrence.starts(from: first)
        let end: CalendarDay? = if case .until(let last) = recurrence.limit { last } else { starts.last?.day }
        for (day, place) in except {
            if day == firstDay {
                faults.add(place, "is \(day), the day of the start; let the plan start on the next one instead")
            } else if !recurrence.falls(on: day, from: firstDay) || end.map({ day > $0 }) == true {
                faults.add(place, "is \(day) (\(day.weekday.rawValue)), when there would be none anyway")
            }
        }
        guard (2...Recurrence.most).contains(starts.count) else {
            let advice =
                starts.count < 2
                ? "leaves \(starts.count == 1 ? "one broadcast" : "none"); choose a later day, or take `repeat` out"
                : "makes more than \(Recurrence.most) broadcasts, the most of one series; choose an earlier day"
            faults.add(fields.place(of: "until"), advice)
            return nil
        }
        return starts
    }

    // MARK: Keys

    /// Empty where none are given; nil, with a fault, where they cannot be used.
    private func readWeekdays(_ fields: YAMLFields, _ step: RepeatStep?) -> Set<Weekday>? {
        guard fields.has("on") else { return [] }
        if let step, step.unit == .day {
            faults.add(fields.place(of: "on"), "goes with weeks; write `every: week`, or take it out")
            return nil
        }
        let form = ScalarForm<Weekday>.choice(Weekday.self)
        let days: [Weekday?]
        if case .list = fields.content(of: "on") {
            let entries = fields.list("on", limit: 7, need: "name one weekday at least, like tue")
            days = entries.map { form.read($0, faults: faults) }
        } else {
            days = [fields.optional("on", form)]
        }
        return days.isEmpty || days.contains(nil) ? nil : Set(days.compactMap { $0 })
    }

    private func readLimit(_ fields: YAMLFields) -> Recurrence.Limit? {
        let times = fields.has("times") ? fields.optional("times", .wholeNumber(2...Recurrence.most)) : nil
        let until = fields.has("until") ? fields.optional("until", .calendarDay) : nil
        guard !fields.has("times") || !fields.has("until") else {
            faults.add(fields.place(of: "until"), "stands beside `times`; a series ends in one way, keep one")
            return nil
        }
        guard fields.has("times") || fields.has("until") else {
            fields.refuseMissing("times", "say how many there are, `times: 10`, or the last day, `until: 2020-06-30`")
            return nil
        }
        return times.map { .times($0) } ?? until.map { .until($0) }
    }

    private func readZone(_ fields: YAMLFields, _ start: WrittenMoment?) -> PlaceZone? {
        guard fields.has("zone") else { return start.map { PlaceZone(fixed: $0.utcOffset) } }
        guard let zone = fields.optional("zone", .zone) else { return nil }
        guard let start else { return zone }
        let offset = zone.utcOffset(at: WallTime(milliseconds: start.milliseconds))
        guard offset == start.utcOffset else {
            faults.add(
                fields.place(of: "zone"),
                "is at \(PlaceZone.shown(offset)) then, but the start is written with \(PlaceZone.shown(start.utcOffset)); write the start by the clock of this zone"
            )
            return nil
        }
        return zone
    }

    private func readExcept(_ fields: YAMLFields) -> [(day: CalendarDay, place: YAMLPlace)] {
        guard fields.has("except") else { return [] }
        let form = ScalarForm<CalendarDay>.calendarDay
        guard case .list = fields.content(of: "except") else {
            return fields.optional("except", form).map { [($0, fields.place(of: "except"))] } ?? []
        }
        return fields.list("except", limit: Recurrence.most).compactMap { entry in
            form.read(entry, faults: faults).map { ($0, entry.place) }
        }
    }

    /// Cues of a plan that repeats go by the time of day; a date would be right once.
    private func refuseWholeMoments() {
        let unheard = YAMLFaultList()
        for entry in fields.list("rundown", limit: Cue.mostInRundown) {
            guard let cue = YAMLFields(entry, faults: unheard), cue.has("clock"),
                case .moment? = cue.optional("clock", .clock)
            else { continue }
            faults.add(
                cue.place(of: "clock"), "has a date, but the plan repeats; write the time of day only, like 20:30")
        }
    }

    // MARK: The broadcasts

    /// `plan` once for each of `starts`, in order of time; none, with faults, where that does not fit. Cues keep their distance from
    /// the start, and so their time of day.
    func occurrences(of plan: BroadcastPlan, at starts: [Recurrence.Start]) -> [BroadcastPlan] {
        let places = starts.count * plan.accounts.count
        guard places <= PlanLimits.seriesAccounts else {
            faults.add(
                fields.place(of: "repeat"),
                "makes \(starts.count) broadcasts of \(plan.accounts.count) accounts, \(places) places in all; at most \(PlanLimits.seriesAccounts) are planned at once"
            )
            return []
        }
        return starts.enumerated().compactMap { index, start in
            var one = plan
            one.id = BroadcastID("\(plan.id)-\(start.day.compact)")
            guard one.id.isWellFormed else {
                faults.add(
                    fields.place(of: "id"),
                    "is \(plan.id.rawValue.utf8.count) characters long; each broadcast of a series has its date behind it, which leaves \(64 - start.day.compact.utf8.count - 1)"
                )
                return nil
            }
            one.series = SeriesPlace(id: SeriesID(plan.id.rawValue), number: index + 1, total: starts.count)
            one.start = start.at
            one.utcOffsetMilliseconds = start.utcOffset
            for (number, cue) in plan.cues.enumerated() {
                guard case .clock(let moment) = cue.start else { continue }
                one.cues[number].start = .clock(start.at + (moment - plan.start))
            }
            return one
        }
    }
}
