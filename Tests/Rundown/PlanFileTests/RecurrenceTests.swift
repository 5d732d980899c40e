import BroadcastModel
import CheckedYAML
import Testing

@testable import PlanFile

@Suite struct `The days and moments of a series` {
    /// One rule, from a start as a file writes it, and the starts that it makes, each by the clock of its place.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var start: String
        var step: Recurrence.Step
        var limit: Recurrence.Limit
        var except: [String] = []
        var zone: String? = "Asia/Shanghai"
        var expected: [String]
        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(
            name: "every week at 20:00, ten times", start: "2020-04-14T20:00+08:00", step: .weeks(1, on: []),
            limit: .times(10),
            expected: [
                "04-14", "04-21", "04-28", "05-05", "05-12", "05-19", "05-26", "06-02", "06-09", "06-16",
            ].map { "2020-\($0)T20:00+08:00" }),
        Row(
            name: "a day left out is not counted", start: "2020-04-28T20:00+08:00", step: .weeks(1, on: []),
            limit: .times(3), except: ["2020-05-05"],
            expected: ["2020-04-28", "2020-05-12", "2020-05-19"].map { "\($0)T20:00+08:00" }),
        Row(
            name: "two days a week, from the second of them", start: "2020-04-17T20:00+08:00",
            step: .weeks(1, on: [.tue, .fri]), limit: .times(4),
            expected: ["2020-04-17", "2020-04-21", "2020-04-24", "2020-04-28"].map { "\($0)T20:00+08:00" }),
        Row(
            name: "every second week, both of its days", start: "2020-04-14T20:00+08:00",
            step: .weeks(2, on: [.tue, .sun]), limit: .times(4),
            expected: ["2020-04-14", "2020-04-19", "2020-04-28", "2020-05-03"].map { "\($0)T20:00+08:00" }),
        Row(
            name: "until a day, that day too", start: "2020-12-29T20:00+08:00", step: .days(1),
            limit: .until(CalendarDay(year: 2021, month: 1, day: 2)!),
            expected: ["2020-12-29", "2020-12-30", "2020-12-31", "2021-01-01", "2021-01-02"].map {
                "\($0)T20:00+08:00"
            }),
        Row(
            name: "over a leap day", start: "2020-02-27T07:30+08:00", step: .days(1), limit: .times(4),
            expected: ["2020-02-27", "2020-02-28", "2020-02-29", "2020-03-01"].map { "\($0)T07:30+08:00" }),
        Row(
            name: "where the same month has none", start: "2021-02-27T07:30+08:00", step: .days(2), limit: .times(2),
            expected: ["2021-02-27", "2021-03-01"].map { "\($0)T07:30+08:00" }),
        Row(
            name: "the day of the place, where UTC has another", start: "2020-04-14T00:30+08:00",
            step: .weeks(1, on: [.tue]), limit: .times(2),
            expected: ["2020-04-14T00:30+08:00", "2020-04-21T00:30+08:00"]),
        Row(
            name: "20:00 in Berlin, into summer", start: "2020-03-22T20:00+01:00", step: .weeks(1, on: []),
            limit: .times(3), zone: "Europe/Berlin",
            expected: ["2020-03-22T20:00+01:00", "2020-03-29T20:00+02:00", "2020-04-05T20:00+02:00"]),
        Row(
            name: "20:00 in Berlin, into winter", start: "2020-10-18T20:00+02:00", step: .weeks(1, on: []),
            limit: .times(3), zone: "Europe/Berlin",
            expected: ["2020-10-18T20:00+02:00", "2020-10-25T20:00+01:00", "2020-11-01T20:00+01:00"]),
        Row(
            name: "a time that spring jumps over becomes the end of the jump", start: "2020-03-28T02:30+01:00",
            step: .days(1), limit: .times(3), zone: "Europe/Berlin",
            expected: ["2020-03-28T02:30+01:00", "2020-03-29T03:00+02:00", "2020-03-30T02:30+02:00"]),
        Row(
            name: "of a time that autumn shows twice, the first", start: "2020-10-24T02:30+02:00", step: .days(1),
            limit: .times(3), zone: "Europe/Berlin",
            expected: ["2020-10-24T02:30+02:00", "2020-10-25T02:30+02:00", "2020-10-26T02:30+01:00"]),
        Row(
            name: "the first one as it is written, the second time too", start: "2020-10-25T02:30+01:00",
            step: .days(1), limit: .times(2), zone: "Europe/Berlin",
            expected: ["2020-10-25T02:30+01:00", "2020-10-26T02:30+01:00"]),
        Row(
            name: "the very end of the jump is there", start: "2020-03-28T03:00+01:00", step: .days(1),
            limit: .times(2), zone: "Europe/Berlin", expected: ["2020-03-28T03:00+01:00", "2020-03-29T03:00+02:00"]),
        Row(
            name: "its very beginning is not", start: "2020-03-28T02:00+01:00", step: .days(1),
            limit: .times(2), zone: "Europe/Berlin", expected: ["2020-03-28T02:00+01:00", "2020-03-29T03:00+02:00"]),
        Row(
            name: "west of Greenwich", start: "2020-03-07T02:30-05:00", step: .days(1), limit: .times(3),
            zone: "America/New_York",
            expected: ["2020-03-07T02:30-05:00", "2020-03-08T03:00-04:00", "2020-03-09T02:30-04:00"]),
        Row(
            name: "without a zone the offset stays", start: "2020-03-22T20:00+01:00", step: .weeks(1, on: []),
            limit: .times(2), zone: nil, expected: ["2020-03-22T20:00+01:00", "2020-03-29T20:00+01:00"]),
    ]

    private static func moment(_ text: String) throws -> WrittenMoment {
        try ScalarForm<WrittenMoment>.moment.read(text)
    }

    @Test(arguments: rows) func `are what the rule says`(row: Row) throws {
        let start = try Self.moment(row.start)
        let zone = try row.zone.map { try #require(PlaceZone(name: $0)) } ?? PlaceZone(fixed: start.utcOffset)
        let recurrence = Recurrence(
            step: row.step, limit: row.limit,
            except: Set(try row.except.map { try ScalarForm<CalendarDay>.calendarDay.read($0) }), zone: zone)
        let starts = recurrence.starts(from: WallTime(milliseconds: start.milliseconds))
        let expected = try row.expected.map(Self.moment)
        #expect(starts.map(\.at.milliseconds) == expected.map(\.milliseconds))
        #expect(starts.map(\.utcOffset) == expected.map(\.utcOffset))
        let first = try #require(starts.first).day
        #expect(starts.allSatisfy { recurrence.falls(on: $0.day, from: first) })
        for day in first.number...(starts.last?.day.number ?? first.number) {
            let day = CalendarDay(number: day)
            let isOne = starts.contains { $0.day == day }
            #expect(isOne == (recurrence.falls(on: day, from: first) && !recurrence.except.contains(day)), "\(day)")
        }
    }

    @Test func `are never more than one too many`() throws {
        let recurrence = Recurrence(
            step: .days(1), limit: .until(try #require(CalendarDay(year: 9999, month: 12, day: 31))),
            zone: PlaceZone(fixed: 0))
        #expect(recurrence.starts(from: early).count == Recurrence.most + 1)
    }

    @Test func `only names of zones are zones`() {
        for name in ["Asia/Shanghai", "Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"] {
            #expect(PlaceZone(name: name) != nil, "\(name)")
        }
        for name in ["Shanghai", "CST", "+08:00", "Asia/Nowhere", "Asia/", "/etc/localtime", ""] {
            #expect(PlaceZone(name: name) == nil, "\(name)")
        }
    }
}
