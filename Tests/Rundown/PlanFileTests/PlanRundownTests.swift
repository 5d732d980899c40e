import BroadcastModel
import PlanFile
import Testing

struct PlanRundownTests {
    private func faultsOf(_ cues: String...) -> [String] {
        faults(
            in: minimal(adding: "hosts: [{ id: lin, name: Lin }]\nrundown:\n" + cues.map { "  - { \($0) }\n" }.joined())
        )
    }

    @Test func `cues stand in order of time, and inside the programme`() {
        #expect(
            faultsOf(
                "at: 10m, kind: note, title: a", "at: 5m, kind: note, title: b", "at: 7m, kind: note, title: c",
                "at: 10m, kind: note, title: d") == [
                    "11:7 rundown[1].at: is 5m, before the cue above it (10m on line 10); put cues in order of time",
                    "12:7 rundown[2].at: is 7m, before the cue above it (10m on line 10); put cues in order of time",
                ]
        )
        #expect(faultsOf("at: 1h, kind: note, title: a") == [])
        #expect(
            faultsOf("at: 1h1s, kind: note, title: a") == [
                "10:7 rundown[0].at: is 1h1s, after the end of the programme, which is 1h long"
            ])
        #expect(
            faultsOf("at: -1s, kind: note, title: a") == [
                "10:7 rundown[0].at: is -1s, before the programme is on air; count from 0"
            ])
        #expect(faultsOf("kind: note, title: a") == [], "it follows what stands above it")
    }

    /// The clocks of Berlin went from 3:00 back to 2:00 on 2020-10-25: a time of day counts by the clock that the start is written in, and a whole
    /// moment means the same everywhere.
    @Test func `times of day run past midnight, and whole moments across a change of the clock`() throws {
        let plan = try read(
            minimal(
                adding: """
                    rundown:
                      - { clock: 23:30, kind: note, title: before midnight }
                      - { clock: "00:30:15", kind: note, title: after midnight }
                      - { clock: 03:30, kind: note, title: by the clock of the start }
                      - { clock: "2020-10-25T03:30:00+01:00", kind: note, title: after the change }
                    """
            ).replacing("2020-04-12T20:00:00+08:00", with: "2020-10-24T22:00:00+02:00").replacing(
                "length: 1h", with: "length: 8h"))
        let hour: Int64 = 3_600_000
        #expect(
            plan.cues.map(\.start)
                == [hour * 3 / 2, hour * 5 / 2 + 15_000, hour * 11 / 2, hour * 13 / 2].map {
                    .clock(plan.start + .milliseconds($0))
                })
        #expect(
            faultsOf("clock: 19:59, kind: note, title: a") == [
                "10:7 rundown[0].clock: lies outside the programme, which runs from 20:00 for 1h"
            ])
    }

    @Test func `a co-stream with another's room names it and who calls it, and no feed`() throws {
        #expect(
            faultsOf(
                "kind: co-stream-start, room: '6688'",
                "kind: co-stream-start, room: '6688', feed: main, assignee: Chen",
                "kind: product, product: tea, room: '6688', assignee: Chen", "kind: co-stream-start, assignee: Chen",
                "kind: co-stream-end, partner: '6688', assignee: Chen")
                == [
                    "10:5 rundown[0].assignee: is missing; a room that is not ours is called by a person, who ticks it off",
                    "11:44 rundown[1].feed: stands beside `room`; a co-stream is with feeds of this broadcast or with a room that is not ours, keep one",
                    "12:36 rundown[2].room: does not belong to a cue of kind `product`",
                    "13:5 rundown[3].feed: is missing; a cue of this kind names the feed that goes on",
                    "14:28 rundown[4].partner: is not a known key; did you mean `room`?",
                ])
        let plan = try read(
            minimal(
                adding: """
                    rundown:
                      - { kind: co-stream-start, room: Room 6688, assignee: ann, length: 5m }
                      - { kind: co-stream-end, room: Room 6688, assignee: Chen from the desk }
                      - { kind: product, product: tea, assignee: bob }
                      - { kind: message, text: Hello }
                    """))
        #expect(plan.cues.map(\.room) == ["Room 6688", "Room 6688", nil, nil])
        #expect(
            plan.cues.map(\.assignee) == ["Ann", "Chen from the desk", "Bob", nil], "people of the plan by their name")
        #expect(plan.cues.map(\.needsTick) == [true, true, false, false])
        #expect(plan.cues[0].title == "Room 6688" && plan.cues[0].feed == nil)
    }

    @Test func `guests come before they go, once at a time`() {
        #expect(
            faultsOf(
                "at: 1m, kind: guest-enter, guest: ann", "at: 2m, kind: guest-enter, guest: ann",
                "at: 3m, kind: guest-leave, guest: ann",
                "at: 4m, kind: guest-leave, guest: ann", "at: 5m, kind: guest-enter, guest: ann",
                "at: 6m, kind: guest-leave, guest: bob") == [
                    "11:34 rundown[1].guest: is `ann`, who is in the room since line 10",
                    "13:34 rundown[3].guest: is `ann`, who has already left on line 12",
                    "15:34 rundown[5].guest: is `bob`, who never entered",
                ]
        )
    }

    @Test(arguments: [
        ("kind: guest-enter, guest: carl", "10:34 rundown[0].guest: is `carl`, who is not among the guests"),
        (
            "kind: guest-enter, guest: lin",
            "10:34 rundown[0].guest: is `lin`, a host; hosts go on and off by host-on and host-off"
        ),
        ("kind: guest-enter", "10:5 rundown[0].guest: is missing; a cue of this kind names a guest"),
        (
            "kind: guest-enter, guest: ann, person: ann",
            "10:46 rundown[0].person: stands beside `guest`; they mean the same, keep one"
        ),
        ("kind: product", "10:5 rundown[0].product: is missing; a cue of this kind names a product"),
        (
            "kind: product, product: tee",
            "10:30 rundown[0].product: is `tee`, which is not among the products; did you mean `tea`?"
        ),
        (
            "kind: product, product: tea, guest: ann",
            "10:44 rundown[0].guest: does not belong to a cue of kind `product`"
        ),
        ("kind: note, title: x, product: tea", "10:37 rundown[0].product: does not belong to a cue of kind `note`"),
        ("kind: note", "10:5 rundown[0].title: is missing; a note says what it is about"),
        (
            "kind: guest_enter, guest: ann",
            "10:15 rundown[0].kind: must be one of \(Cue.Kind.allCases.map(\.rawValue).joined(separator: ", ")), found \"guest_enter\"; did you mean `guest-enter`?"
        ),
        (
            "title: x",
            "10:5 rundown[0].kind: is missing; it must be one of \(Cue.Kind.allCases.map(\.rawValue).joined(separator: ", "))"
        ),
        ("kind: note, title: x, by-hand: yes", "10:37 rundown[0].by-hand: must be true or false, found \"yes\""),
        (
            "kind: note, title: x, by_hand: true",
            "10:37 rundown[0].by_hand: is not a known key; did you mean `by-hand`?"
        ),
        (
            "kind: note, title: x, id: 'a b'",
            "10:37 rundown[0].id: must be an id: 1 to 64 of a-z, 0-9, `.`, `_` and `-`, beginning with a letter or digit; found \"a b\""
        ),
    ])
    func `every slip in a cue is named`(rest: String, expected: String) {
        #expect(faultsOf("at: 5m, \(rest)") == [expected])
    }

    @Test func `ids of cues are their own, given or made`() {
        #expect(
            faultsOf("at: 1m, kind: note, title: a, id: c02", "at: 2m, kind: note, title: b")
                == ["11:5 rundown[1].id: is `c02`, which is already used on line 10; every id must be its own"]
        )
    }

    @Test func `made ids are as wide as the rundown is long`() throws {
        let cues = (0..<100).map { "  - { at: \($0)s, kind: note, title: x }\n" }.joined()
        let ids = try read(minimal(adding: "rundown:\n" + cues)).cues.map(\.id.rawValue)
        #expect(ids.first == "c001")
        #expect(ids.last == "c100")
        #expect(ids == ids.sorted())
    }

    @Test func `a guest whose entry is faulty does not spoil the cues that name them`() {
        let text = minimal(
            replacing: "name: Ann", by: "name: ''", adding: "rundown: [{ at: 1m, kind: guest-enter, guest: ann }]\n")
        #expect(faults(in: text) == ["6:21 guests[0].name: must not be empty"])
    }
}
