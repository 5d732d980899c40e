import BroadcastModel
import PlanFile
import Testing

@Suite struct `A plan that repeats` {
    /// The tests' plan starts on Sunday 2020-04-12 at 20:00+08:00; `repeat` stands on line 8.
    private func faultsOf(_ repetition: String, adding: String = "") -> [String] {
        faults(in: minimal(adding: "repeat: \(repetition)\n\(adding)"))
    }

    @Test func `is one broadcast for each of its days`() throws {
        let plans = try readAll(
            minimal(
                adding: """
                    campaign: spring
                    repeat: { every: week, times: 3, zone: Asia/Shanghai, except: 2020-04-19 }
                    rundown:
                      - { kind: note, title: Hello, length: 1m }
                      - { clock: "20:30", kind: note, title: Half }
                    """))
        #expect(plans.map(\.id.rawValue) == ["night-20200412", "night-20200426", "night-20200503"])
        #expect(plans.map { $0.series?.description } == ["1/3", "2/3", "3/3"])
        #expect(plans.allSatisfy { $0.series?.id == SeriesID("night") && $0.campaign == CampaignID("spring") })
        #expect(plans.allSatisfy { $0.title == "A night" && $0.utcOffsetMilliseconds == 28_800_000 })
        for plan in plans {
            #expect(plan.cues.map(\.start) == [.after(0), .clock(plan.start + .seconds(1800))])
        }
        #expect(plans.map { ($0.start - plans[0].start) } == [0, 14, 21].map { .seconds($0 * 86_400) })
    }

    @Test func `keeps its time of day and its cues' across daylight saving`() throws {
        let plans = try readAll(
            minimal(
                replacing: "2020-04-12T20:00:00+08:00", by: "2020-10-18T20:00:00+02:00",
                adding: """
                    repeat: { every: week, until: 2020-10-25, zone: Europe/Berlin }
                    rundown: [{ clock: "20:30", kind: note, title: Half }]
                    """))
        #expect(plans.map(\.utcOffsetMilliseconds) == [7_200_000, 3_600_000])
        #expect(plans[1].start - plans[0].start == .seconds(7 * 86_400 + 3600))
        #expect(plans.allSatisfy { $0.cues.map(\.start) == [.clock($0.start + .seconds(1800))] })
    }

    @Test func `is otherwise one broadcast with the file's own id`() throws {
        let plans = try readAll(minimal(adding: "campaign: spring\n"))
        #expect(plans.map(\.id.rawValue) == ["night"])
        #expect(plans[0].series == nil && plans[0].campaign == CampaignID("spring"))
        let wrong = faults(in: minimal(adding: "campaign: Spring sale\n"))
        #expect(wrong.first?.hasPrefix("8:1 campaign: must be an id") == true)
    }

    @Test(arguments: [
        ("weekly", "8:1 repeat: must be a mapping of keys to values, found \"weekly\""),
        (
            "{ every: weekk, times: 2 }",
            "8:11 repeat.every: must be day, week, or a number of them like 3 days or 2 weeks, found \"weekk\"; did you mean `week`?"
        ),
        (
            "{ every: 7d, times: 2 }",
            "8:11 repeat.every: must be day, week, or a number of them like 3 days or 2 weeks, found \"7d\""
        ),
        ("{ every: 0 days, times: 2 }", "8:11 repeat.every: must count from 1 to 366, found \"0 days\""),
        ("{ every: day, on: mon, times: 2 }", "8:23 repeat.on: goes with weeks; write `every: week`, or take it out"),
        (
            "{ every: week, on: [sun, tus], times: 2 }",
            "8:34 repeat.on[1]: must be one of mon, tue, wed, thu, fri, sat, sun, found \"tus\"; did you mean `tue`?"
        ),
        (
            "{ every: week, on: [tue], times: 2 }",
            "8:24 repeat.on: leaves out the day of the start, sun 2020-04-12; start on 2020-04-14, or add `sun`"
        ),
        (
            "{ every: week }",
            "8:1 repeat.times: is missing; say how many there are, `times: 10`, or the last day, `until: 2020-06-30`"
        ),
        ("{ every: week, times: 1 }", "8:24 repeat.times: must be a whole number from 2 to 200, found \"1\""),
        (
            "{ every: week, times: 2, until: 2020-06-30 }",
            "8:34 repeat.until: stands beside `times`; a series ends in one way, keep one"
        ),
        ("{ every: week, until: 2020-04-11 }", "8:24 repeat.until: is 2020-04-11, before the start on 2020-04-12"),
        (
            "{ every: week, until: 2020-04-18 }",
            "8:24 repeat.until: leaves one broadcast; choose a later day, or take `repeat` out"
        ),
        (
            "{ every: day, until: 2021-04-12 }",
            "8:23 repeat.until: makes more than 200 broadcasts, the most of one series; choose an earlier day"
        ),
        ("{ every: day, until: 2020-02-30 }", "8:23 repeat.until: is no day of the calendar, found \"2020-02-30\""),
        (
            "{ every: day, times: 2, zone: Asia/Shangai }",
            "8:33 repeat.zone: must be the name of a time zone, like Asia/Shanghai, found \"Asia/Shangai\"; did you mean `Asia/Shanghai`?"
        ),
        (
            "{ every: day, times: 2, zone: Europe/Berlin }",
            "8:33 repeat.zone: is at +02:00 then, but the start is written with +08:00; write the start by the clock of this zone"
        ),
        (
            "{ every: week, times: 2, except: [2020-04-19, 2020-04-20] }",
            "8:55 repeat.except[1]: is 2020-04-20 (mon), when there would be none anyway"
        ),
        (
            "{ every: week, times: 2, except: [2020-05-10] }",
            "8:43 repeat.except[0]: is 2020-05-10 (sun), when there would be none anyway"
        ),
        (
            "{ every: week, times: 2, except: [2020-04-12] }",
            "8:43 repeat.except[0]: is 2020-04-12, the day of the start; let the plan start on the next one instead"
        ),
        ("{ every: week, count: 2, times: 2 }", "8:24 repeat.count: is not a known key; did you mean `times`?"),
    ]) func `names what is wrong with it by its line`(repetition: String, expected: String) {
        #expect(faultsOf(repetition) == [expected])
    }

    @Test func `tells all of its faults at once`() {
        let found = faultsOf("{ evry: week, on: [], zone: here, except: [soon] }")
        #expect(
            found.map { String($0.drop { $0 != " " }.dropFirst().prefix { $0 != ":" }) } == [
                "repeat.every", "repeat.times", "repeat.evry", "repeat.on", "repeat.zone", "repeat.except[0]",
            ])
        #expect(
            faults(in: minimal(adding: "repeats: { every: day }\n")).first?.contains("did you mean `repeat`?") == true)
    }

    @Test func `takes no moment with a date, no id too long for one, and no more accounts than are written at once`() {
        #expect(
            faultsOf(
                "{ every: week, times: 2 }",
                adding: "rundown: [{ clock: 2020-04-12T20:30:00+08:00, kind: note, title: Half }]\n")
                == [
                    "9:13 rundown[0].clock: has a date, but the plan repeats; write the time of day only, like 20:30"
                ])
        let long = String(repeating: "n", count: 56)
        #expect(
            faults(in: minimal(replacing: "id: night", by: "id: \(long)", adding: "repeat: { every: day, times: 2 }\n"))
                == [
                    "1:1 id: is 56 characters long; each broadcast of a series has its date behind it, which leaves 55"
                ])
        let crowd =
            "accounts: [{ id: a%d, name: A %d, platform: manual, count: 2000 }]\n"
        #expect(
            faultsOf("{ every: day, times: 13 }", adding: crowd) == [
                "8:1 repeat: makes 13 broadcasts of 2000 accounts, 26000 places in all; at most 25000 are planned at once"
            ])
        #expect(faultsOf("{ every: day, times: 12 }", adding: crowd) == [])
    }

    @Test func `of the samples makes ten evenings`() throws {
        let plans = try readAll(campaign("evening-class.yaml"))
        #expect(plans.count == 10)
        #expect(plans.first?.id == BroadcastID("evening-class-20300402"))
        #expect(plans.last?.id == BroadcastID("evening-class-20300611"))
        #expect(plans.allSatisfy { $0.campaign == CampaignID("spring-2030") && $0.cues.count == 5 })
    }
}
