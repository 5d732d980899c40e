import BroadcastModel
import Testing

struct CalendarDayTests {
    @Test func `every day of four centuries has the date and the weekday after the one before`() throws {
        let lengths: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var day = try #require(CalendarDay(year: 1970, month: 1, day: 1))
        #expect(day.number == 0 && day.weekday == .thu && day.description == "1970-01-01")
        for year: Int64 in 1970..<2370 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for month: Int64 in 1...12 {
                let length = lengths[Int(month) - 1] + (month == 2 && isLeap ? 1 : 0)
                for number in 1...length {
                    guard day.parts == (year, month, number), CalendarDay(year: year, month: month, day: number) == day,
                        (day + 1).weekday.number == (day.weekday.number + 1) % 7
                    else {
                        Issue.record("\(year)-\(month)-\(number) is \(day)")
                        return
                    }
                    day = day + 1
                }
                #expect(CalendarDay(year: year, month: month, day: length + 1) == nil)
            }
        }
    }

    @Test func `days before 1970 and moments elsewhere fall where they belong`() {
        #expect(CalendarDay(number: -1).description == "1969-12-31")
        #expect(CalendarDay(number: -1).weekday == .wed)
        let midnight = WallTime(milliseconds: 0)
        #expect(CalendarDay(of: midnight, utcOffset: -1).compact == "19691231")
        #expect(CalendarDay(of: midnight, utcOffset: 28_800_000).compact == "19700101")
        #expect(CalendarDay(year: 2020, month: 13, day: 1) == nil && CalendarDay(year: 2020, month: 2, day: 30) == nil)
    }
}
