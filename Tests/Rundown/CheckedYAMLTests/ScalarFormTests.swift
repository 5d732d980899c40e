import CheckedYAML
import Testing

struct ScalarFormTests {
    @Test(
        arguments: [
            ("90s", 90_000), ("15m", 900_000), ("1h30m", 5_400_000), ("00:15:00", 900_000), ("500ms", 500), ("0", 0),
            ("0s", 0),
            ("1d2h3m4s5ms", 93_784_005), ("60d", 5_184_000_000), ("100:00:01", 360_001_000), ("00:00:01.5", 1500),
            ("00:00:00.007", 7),
            ("-5m", -300_000), ("-00:00:01", -1000), ("90m", 5_400_000), ("36525d", 3_155_760_000_000),
        ] as [(String, Int64)])
    func `durations are read to the millisecond`(text: String, milliseconds: Int64) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "-", "s", "90", "1.5h", "1h 30m", "30m1h", "1m1m", "5ms1s", "15:00", "00:60:00", "00:00:60", "0:0:0",
        "00:00:00.", "00:00:00.1234",
        "1H", "1min", "99999999999999999999s", "36526d", "900000:00:00", "٣m", "--1s", "+1s", "1h-1m", "1s ", "é",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        arguments: [0, 1, 999, 1000, 59_999, 60_000, 3_600_000, 5_400_000, 86_400_000, 93_784_005, -300_000] as [Int64])
    func `a shown duration reads back as itself`(milliseconds: Int64) {
        #expect(DurationText.parse(DurationText.shown(.milliseconds(milliseconds))) == .milliseconds(milliseconds))
    }

    @Test func `durations are shown in the fewest units`() {
        #expect(DurationText.shown(.seconds(5400)) == "1h30m")
        #expect(DurationText.shown(.milliseconds(33)) == "33ms")
        #expect(DurationText.shown(.zero) == "0s")
        #expect(DurationText.shown(.seconds(-90)) == "-1m30s")
    }

    @Test func `a number without unit is told apart from nonsense`() {
        #expect(reading("90", .duration) == .failure(ScalarRefusal("needs a unit, like 90s or 15m, found \"90\"")))
        #expect(
            reading("soon", .duration)
                == .failure(ScalarRefusal("must be a duration like 90s, 15m, 1h30m, 500ms or 00:15:00, found \"soon\""))
        )
        #expect(
            reading("2s", .duration(.milliseconds(1) ... .milliseconds(200)))
                == .failure(ScalarRefusal("must be a duration from 1ms to 200ms, found \"2s\"")))
        #expect(reading("200ms", .duration(.milliseconds(1) ... .milliseconds(200))) == .success(.milliseconds(200)))
    }

    // Seconds since 1970 are those that `date -d … +%s` prints.
    @Test(
        arguments: [
            ("2020-04-12T20:00:00+08:00", 1_586_692_800_000), ("2020-04-12T12:00:00Z", 1_586_692_800_000),
            ("2020-04-12 20:00+0800", 1_586_692_800_000),
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00+01:00", -3_600_000),
            ("2000-02-29T23:59:59.5-03:30", 951_881_399_500),
            ("2024-12-31T23:59:59.123456789Z", 1_735_689_599_123), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] as [(String, Int64)])
    func `moments are read with their offset`(text: String, milliseconds: Int64) throws {
        #expect(try ScalarForm<WrittenMoment>.moment.read(text).milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2020-04-12", "2020-4-12T20:00:00Z", "2020-13-01T00:00:00Z", "2021-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
        "2020-04-31T00:00:00Z", "2020-04-12T24:00:00Z",
        "2020-04-12T20:60:00Z", "2020-04-12T20:00:60Z", "2020-04-12T20:00:00+15:00", "2020-04-12T20:00:00+08:60",
        "2020-04-12T20:00:00z", "2020-04-12T20:00:00.Z",
        "2020-04-12T20:00:00+8", "1969-12-31T23:59:59Z", "2020-04-12T20:00:00Z ", "20:00", "tomorrow",
    ])
    func `what is no moment is refused`(text: String) {
        #expect(
            reading(text, .moment)
                == .failure(
                    ScalarRefusal("must be a moment like 2020-04-12T20:00:00+08:00, found \(ShownText.value(text))")))
    }

    @Test(arguments: ["2020-04-12T20:00:00", "2020-04-12 20:00"])
    func `a moment without offset is told what it lacks`(text: String) {
        #expect(
            reading(text, .moment)
                == .failure(
                    ScalarRefusal("has no offset from UTC; write it as 2020-04-12T20:00:00+08:00, found \"\(text)\"")))
    }

    @Test func `whole numbers and sizes stay in their range`() {
        #expect(reading("65535", .wholeNumber(0...65_535)) == .success(65_535))
        for wrong in ["abc", "65536", "-1", "1.0", "1e3", "0x10", "", "+1", "1_000", "٣", "99999999999999999999"] {
            #expect(
                reading(wrong, .wholeNumber(0...65_535))
                    == .failure(ScalarRefusal("must be a whole number from 0 to 65535, found \"\(wrong)\"")))
        }
        #expect(reading("-5", .wholeNumber(-10...10)) == .success(-5))
        let size = ScalarForm<Int>.byteCount((1 << 20)...(1 << 30))
        #expect(reading("32MiB", size) == .success(32 << 20))
        #expect(reading("1 GiB", size) == .success(1 << 30))
        #expect(reading("2048KiB", size) == .success(2 << 20))
        #expect(reading("1048576", size) == .success(1 << 20))
        for wrong in ["1MB", "2GiB", "1KiB", "MiB", "9223372036854775807GiB", "-1MiB"] {
            #expect(
                reading(wrong, size) == .failure(ScalarRefusal("must be a size from 1MiB to 1GiB, found \"\(wrong)\"")))
        }
    }

    @Test func `flags and choices take nothing but their words`() {
        enum Colour: String, CaseIterable { case red, green, blue }
        enum Side: String, CaseIterable { case left, right }
        #expect(reading("true", .flag) == .success(true))
        #expect(reading("false", .flag) == .success(false))
        for wrong in ["yes", "True", "1", "", "on"] {
            #expect(reading(wrong, .flag) == .failure(ScalarRefusal("must be true or false, found \"\(wrong)\"")))
        }
        #expect(reading("green", .choice(Colour.self)) == .success(.green))
        #expect(
            reading("gren", .choice(Colour.self))
                == .failure(ScalarRefusal("must be one of red, green, blue, found \"gren\"; did you mean `green`?")))
        #expect(reading("up", .choice(Side.self)) == .failure(ScalarRefusal("must be left or right, found \"up\"")))
    }

    @Test func `lines have a length and no line breaks`() {
        #expect(reading("汉口二厂汽水", .line()) == .success("汉口二厂汽水"))
        #expect(reading("", .line()) == .failure(ScalarRefusal("must not be empty")))
        #expect(reading(" \u{3000}", .line()) == .failure(ScalarRefusal("must not be blank")))
        #expect(
            reading("abcd", .line(limit: 3)) == .failure(ScalarRefusal("is 4 characters long; at most 3 are allowed")))
        #expect(reading("a\nb", .line()) == .failure(ScalarRefusal("must be on one line, without control characters")))
    }

    @Test func `an address is never repeated in a message`() {
        #expect(
            reading("rtmp://push.example/live/s3cret", .duration)
                == .failure(
                    ScalarRefusal("must be a duration like 90s, 15m, 1h30m, 500ms or 00:15:00, found an address")))
        #expect(ShownText.value("a\u{7}b\u{202E}c") == "\"a·b·c\"")
        #expect(ShownText.value(String(repeating: "x", count: 50)) == "\"\(String(repeating: "x", count: 40))…\"")
    }

    @Test func `near words are recognised and far ones are not`() {
        let keys = ["title", "length", "rundown", "by-hand", "id"]
        #expect(Spelling.nearest(to: "titel", among: keys) == "title")
        #expect(Spelling.nearest(to: "Lenght", among: keys) == "length")
        #expect(Spelling.nearest(to: "by_hand", among: keys) == "by-hand")
        #expect(Spelling.nearest(to: "ix", among: keys) == "id")
        #expect(Spelling.nearest(to: "x", among: keys) == nil)
        #expect(Spelling.nearest(to: "price", among: keys) == nil)
        #expect(Spelling.nearest(to: "", among: keys) == nil)
        #expect(Spelling.nearest(to: String(repeating: "a", count: 10_000), among: keys) == nil)
    }
}
