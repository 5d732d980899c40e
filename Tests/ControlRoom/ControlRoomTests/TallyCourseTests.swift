import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

/// One destination's sum over links and lives: nothing twice, nothing lost without a word.
@Suite struct TallyCourseTests {
    private let now = WallTime(milliseconds: 1_586_692_800_000)
    private let here: PushAddress
    private let there: PushAddress

    init() throws {
        here = try PushAddress(Secret("rtmp://here/app/key"))
        there = try PushAddress(Secret("rtmp://there/app/key"))
    }

    private func status(
        _ state: DestinationState = .live, bytes: UInt64 = 0, dropped: UInt64 = 0, reconnects: Int = 0,
        attempt: Int = 1, bits: UInt64 = 0
    ) -> DestinationStatus {
        var status = DestinationStatus(state: state)
        status.bytesSent = bytes
        status.messagesDropped = dropped
        status.reconnects = reconnects
        status.attempt = attempt
        status.bitsPerSecond = bits
        return status
    }

    @Test func `a link attached again at its address goes on counting`() {
        var course = TallyCourse()
        course.attach(to: here)
        course.look(at: status(bytes: 700, dropped: 3, attempt: 4), now: now)
        course.look(at: status(.ended, bytes: 800, dropped: 3, attempt: 4), now: now)
        course.attach(to: here)
        course.look(at: status(.ended, bytes: 800, dropped: 3, attempt: 4), now: now)
        #expect(course.total.attempts == 4, "what the relay has not heard of yet is not a new series")
        course.look(at: status(.connecting, bytes: 800, dropped: 3, attempt: 1), now: now)
        course.look(at: status(bytes: 900, dropped: 5, reconnects: 1, attempt: 2), now: now)
        let total = course.total
        #expect((total.bytesSent, total.messagesDropped, total.reconnects, total.attempts) == (900, 5, 1, 6))
        #expect(!total.isLowerBound)
    }

    @Test func `a link to another address counts from zero and is added`() {
        var course = TallyCourse()
        course.attach(to: here)
        course.look(at: status(bytes: 700, dropped: 3, reconnects: 2), now: now)
        course.look(at: status(.waiting, bytes: 800, dropped: 3, reconnects: 2), now: now)
        course.attach(to: there)
        course.look(at: status(.waiting, bytes: 800, dropped: 3, reconnects: 2), now: now)
        #expect(course.total.bytesSent == 800)
        course.look(at: status(.connecting, bytes: 0), now: now)
        course.look(at: status(bytes: 50, dropped: 1), now: now)
        let total = course.total
        #expect((total.bytesSent, total.messagesDropped, total.attempts) == (850, 4, 2))
        #expect(total.reconnects == 3, "four sessions got as far as media")
        #expect(!total.isLowerBound, "the old link stood still and was read to its end")
    }

    @Test func `a link replaced while it sends leaves a lower bound`() {
        var course = TallyCourse()
        course.attach(to: here)
        course.look(at: status(bytes: 700, bits: 4_000), now: now)
        course.attach(to: there)
        course.look(at: status(bytes: 750, bits: 4_000), now: now)
        course.look(at: status(bytes: 20), now: now)
        #expect(course.total.bytesSent == 770)
        #expect(course.total.isLowerBound)
    }

    @Test func `a new link that had outdone the old one before it was looked at leaves a lower bound`() {
        var course = TallyCourse()
        course.attach(to: here)
        course.look(at: status(.waiting, bytes: 10), now: now)
        course.attach(to: there)
        course.look(at: status(bytes: 5_000), now: now)
        #expect(course.total.bytesSent >= 5_000)
        #expect(course.total.bytesSent <= 5_010)
        #expect(course.total.isLowerBound)
    }

    @Test func `a forgotten link is counted once, however long the relay still tells of it`() {
        var course = TallyCourse()
        course.attach(to: here)
        course.look(at: status(bytes: 700), now: now)
        let last = status(.ended, bytes: 800)
        course.look(at: last, now: now)
        course.forget()
        course.look(at: last, now: now)
        #expect(course.total.bytesSent == 800)
        course.attach(to: here)
        course.look(at: last, now: now)
        #expect(course.total.bytesSent == 800)
        course.look(at: status(.connecting), now: now)
        course.look(at: status(bytes: 900), now: now)
        #expect(course.total.bytesSent == 1_700)
        #expect(course.total.reconnects == 1)
        #expect(!course.total.isLowerBound)
    }

    @Test func `a session forgotten while it was closing leaves a lower bound`() {
        var course = TallyCourse()
        course.attach(to: here)
        course.look(at: status(.ended, bytes: 800, bits: 8), now: now)
        course.forget()
        #expect(course.total.isLowerBound)
    }

    @Test func `a new life adds to what the old one stored`() throws {
        var first = TallyCourse()
        first.attach(to: here)
        first.look(at: status(bytes: 700, dropped: 1, attempt: 2), now: now)
        let nextStored = first.nextSave()
        let stored = try #require(nextStored)
        for isClean in [true, false] {
            var found = stored
            found.isOpen = !isClean
            var second = TallyCourse(found, wasAired: true)
            #expect(second.total.isLowerBound == !isClean)
            second.attach(to: here)
            second.look(at: status(.connecting, bytes: 30, attempt: 1), now: now)
            #expect(second.total.reconnects == 0)
            second.look(at: status(bytes: 60, attempt: 1), now: now + .seconds(60))
            let total = second.total
            #expect((total.bytesSent, total.messagesDropped, total.reconnects, total.attempts) == (760, 1, 1, 3))
            #expect(total.reachedAt == now)
            #expect(total.version == stored.version)
        }
        #expect(!TallyCourse(stored, wasAired: false).total.isLowerBound, "made ready, but never on air")
    }

    @Test func `a handshake is not media`() {
        var course = TallyCourse()
        course.attach(to: here)
        course.look(at: status(.connecting, bytes: 3_500), now: now)
        course.look(at: status(.refused, bytes: 3_500), now: now)
        #expect(course.total.reachedAt == nil)
        course.look(at: status(.waiting, bytes: 9_000, reconnects: 1), now: now)
        #expect(course.total.reachedAt == now, "live twice between two looks")
    }

    @Test func `what changed is to be saved, and nothing is while it stays`() throws {
        var course = TallyCourse()
        let nothing = course.nextSave()
        #expect(nothing == nil)
        course.open()
        #expect(course.isUrgent)
        let nextFirst = course.nextSave()
        let first = try #require(nextFirst)
        course.didSave(first)
        #expect(!course.isUnsaved)
        course.attach(to: here)
        var failed = status(.waiting, bytes: 10)
        failed.lastFault = Fault(.connectionReset, "reset", blame: .network)
        failed.lastFaultAt = now
        course.look(at: failed, now: now)
        #expect(course.isUnsaved && !course.isUrgent)
        let nextSecond = course.nextSave()
        let second = try #require(nextSecond)
        course.didSave(second)
        course.didSave(first)
        #expect(course.saved == second, "an older one is nothing new")
        for shake in [-1, 1, 2] {
            failed.lastFaultAt = now + .milliseconds(shake)
            course.look(at: failed, now: now)
        }
        #expect(!course.isUnsaved)
        failed.lastFaultAt = now + .seconds(5)
        course.look(at: failed, now: now)
        #expect(course.total.lastFaultAt == now + .seconds(5))
        course.look(at: status(bytes: 20), now: now)
        #expect(course.isUrgent, "reached for the first time")
    }
}
