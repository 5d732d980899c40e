import AudienceMetrics
import BroadcastModel
import Testing

@Suite struct TypedNumberTests {
    @Test(
        arguments: [
            ("12345", 12_345, SampleQuality.exact), ("3,456", 3_456, .exact), ("1，234，567", 1_234_567, .exact),
            (" 0 ", 0, .exact),
            ("1.2万", 12_000, .approximate), ("1.2w", 12_000, .approximate), ("1.2 W", 12_000, .approximate),
            ("10万", 100_000, .approximate),
            ("10万+", 100_000, .atLeast), ("10w+", 100_000, .atLeast), ("12345+", 12_345, .atLeast),
            ("１０万＋", 100_000, .atLeast),
            ("1.5亿", 150_000_000, .approximate), ("2.5k", 2_500, .approximate), ("3千", 3_000, .approximate),
            ("1.2345万", 12_345, .approximate),
        ] as [(String, Int64, SampleQuality)])
    func `numbers are read as screens show them`(text: String, value: Int64, quality: SampleQuality) throws {
        let number = try TypedNumber(text, kind: .concurrent)
        #expect(number.value == value)
        #expect(number.quality == quality)
    }

    @Test(arguments: [
        "", "+", "万", "-5", "1.5", "1.2.3万", "12,34", "1,2345", ",123", "abc", "1.23456万", "1.万", ".5万",
        "99999999999999999999", "999999999999999999亿",
        "12 345 apples", "1e5", "٣", "¥5",
    ])
    func `what is no number is refused`(text: String) {
        let fault = #expect(throws: Fault.self) { try TypedNumber(text, kind: .views) }
        #expect(fault?.code == .malformed)
    }

    @Test(
        arguments: [
            ("¥99.50", 9_950, SampleQuality.exact), ("99.5元", 9_950, .exact), ("￥1.2万", 1_200_000, .approximate),
            ("10万元+", 10_000_000, .atLeast),
            ("10万+元", 10_000_000, .atLeast), ("9950分", 9_950, .exact), ("¥3,456", 345_600, .exact),
        ] as [(String, Int64, SampleQuality)])
    func `money becomes fen`(text: String, fen: Int64, quality: SampleQuality) throws {
        let number = try TypedNumber(text, kind: .gmvFen)
        #expect(number.value == fen)
        #expect(number.quality == quality)
    }

    @Test(arguments: ["9950", "1.2万", "¥1.234", "1.5分"])
    func `money without its unit, or finer than a fen, is refused`(text: String) {
        #expect(throws: Fault.self) { try TypedNumber(text, kind: .gmvFen) }
    }
}
