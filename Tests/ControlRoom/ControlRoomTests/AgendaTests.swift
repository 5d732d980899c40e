import BroadcastModel
import Testing

@testable import ControlRoom

@Suite struct AgendaTests {
    private static func id(_ number: Int) -> BroadcastID { BroadcastID("b\(number)") }
    private static func moment(_ number: Int) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(number)) }

    @Test func `what is due comes out once, in order of id, and a moved moment counts where it is now`() {
        var agenda = Agenda()
        #expect(agenda.first() == nil)
        for number in 0..<5 { agenda.set(Self.id(number), to: Self.moment(10 - number)) }
        #expect(agenda.first() == Self.moment(6))
        agenda.set(Self.id(4), to: Self.moment(20))
        agenda.set(Self.id(3), to: nil)
        #expect(agenda.first() == Self.moment(8))
        #expect(agenda.takeDue(at: Self.moment(9)) == [Self.id(1), Self.id(2)])
        #expect(agenda.takeDue(at: Self.moment(9)) == [])
        #expect(agenda.first() == Self.moment(10))
        #expect(agenda.takeDue(at: Self.moment(99)) == [Self.id(0), Self.id(4)])
        #expect(agenda.first() == nil)
    }

    @Test func `after any history it has what a dictionary has`() {
        var random = TestRandom(seed: 11)
        var agenda = Agenda()
        var expected: [BroadcastID: MonotonicTime] = [:]
        for _ in 0..<5000 {
            let id = Self.id(Int.random(in: 0..<20, using: &random))
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                let now = Self.moment(Int.random(in: 0..<1000, using: &random))
                let due = expected.filter { $0.value <= now }.keys.sorted()
                #expect(agenda.takeDue(at: now) == due)
                for id in due { expected[id] = nil }
            case 1:
                agenda.set(id, to: nil)
                expected[id] = nil
            default:
                let moment = Self.moment(Int.random(in: 0..<1000, using: &random))
                agenda.set(id, to: moment)
                expected[id] = moment
            }
            #expect(agenda.first() == expected.values.min())
        }
    }
}
