import BroadcastModel
import Program
import Studio
import Testing

/// Whole histories of a supervised child, without a process.
struct StudioChildLifecycleTests {
    private static let broken = Fault(.internalError, "It broke.", blame: .ours)
    private static let hopeless = Fault(.unsupported, "It is not installed.", blame: .operatorSide)

    private static func at(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64(milliseconds) * 1_000_000)
    }

    private static func lifecycle(
        _ change: (inout StudioChildLifecycle.Policy) -> Void = { _ in }
    ) -> StudioChildLifecycle {
        var policy = StudioChildLifecycle.Policy()
        policy.startTimeout = .seconds(20)
        policy.silenceTimeout = .seconds(5)
        policy.endingTimeout = .seconds(2)
        change(&policy)
        return StudioChildLifecycle(policy: policy)
    }

    private static func running(
        at start: Int64 = 0, _ change: (inout StudioChildLifecycle.Policy) -> Void = { _ in }
    ) -> StudioChildLifecycle {
        var life = lifecycle(change)
        #expect(life.wanted(now: at(start)) == .launch)
        life.delivered(now: at(start))
        return life
    }

    @Test func `It runs once media comes, and stays while it comes`() {
        var life = Self.lifecycle()
        #expect(life.wanted(now: Self.at(0)) == .launch)
        #expect(life.phase == .starting(since: Self.at(0)))
        life.delivered(now: Self.at(700))
        for moment in stride(from: Int64(1_000), to: 60_000, by: 900) {
            #expect(life.tick(now: Self.at(moment)) == .nothing)
            life.delivered(now: Self.at(moment))
        }
        #expect(life.phase == .running(since: Self.at(700)))
        #expect(life.launches == 1)
    }

    @Test func `A second wish changes nothing`() {
        var life = Self.running()
        #expect(life.wanted(now: Self.at(10)) == .nothing)
        #expect(life.launches == 1)
    }

    @Test func `Silence is a hang: it is asked, then killed, then launched again`() {
        var life = Self.running()
        #expect(life.tick(now: Self.at(4_999)) == .nothing)
        #expect(life.tick(now: Self.at(5_000)) == .ask)
        #expect(!life.isTaking)
        #expect(life.tick(now: Self.at(6_999)) == .nothing)
        #expect(life.tick(now: Self.at(7_000)) == .kill)
        #expect(life.tick(now: Self.at(7_100)) == .kill)
        #expect(life.exited(.signalled(9), fault: Self.broken, now: Self.at(7_200), random: 0) == .nothing)
        #expect(life.lastFault?.code == .stalled)
        guard case .waiting(let until) = life.phase else {
            Issue.record("\(life.phase)")
            return
        }
        #expect(life.tick(now: Self.at(7_201)) == .nothing)
        #expect(life.tick(now: until) == .launch)
        #expect(life.launches == 2)
    }

    @Test func `Nothing within the start time is a break, except where a caller is waited for`() {
        var pull = Self.lifecycle()
        _ = pull.wanted(now: Self.at(0))
        #expect(pull.tick(now: Self.at(19_999)) == .nothing)
        #expect(pull.tick(now: Self.at(20_000)) == .ask)
        var listener = Self.lifecycle { $0.startTimeout = nil }
        _ = listener.wanted(now: Self.at(0))
        #expect(listener.tick(now: Self.at(86_400_000)) == .nothing)
    }

    @Test func `What comes after it was asked to end does not revive it`() {
        var life = Self.running()
        #expect(life.tick(now: Self.at(5_000)) == .ask)
        life.delivered(now: Self.at(5_100))
        #expect(life.tick(now: Self.at(7_000)) == .kill)
    }

    @Test func `Breaks in a row wait longer and longer, up to the cap`() {
        var life = Self.lifecycle { $0.retry.cap = .seconds(15) }
        var now: Int64 = 0
        var pauses: [Int64] = []
        #expect(life.wanted(now: Self.at(now)) == .launch)
        for _ in 0..<8 {
            // The highest number that stays below every bound.
            _ = life.exited(.exited(1), fault: Self.broken, now: Self.at(now), random: 999_999_999_949)
            guard case .waiting(let until) = life.phase else {
                Issue.record("\(life.phase)")
                return
            }
            let pause = (until - Self.at(now)).milliseconds
            #expect((50...15_000).contains(pause))
            pauses.append(pause)
            now += pause
            #expect(life.tick(now: Self.at(now)) == .launch)
        }
        #expect(pauses.max().map { $0 > 1_000 } == true)
        #expect(life.launches == 9)
    }

    @Test func `One that had run well is back at once`() {
        var life = Self.running()
        for moment in stride(from: Int64(0), through: 11_000, by: 1_000) { life.delivered(now: Self.at(moment)) }
        _ = life.exited(.signalled(9), fault: Self.broken, now: Self.at(11_000), random: .max)
        guard case .waiting(let until) = life.phase else {
            Issue.record("\(life.phase)")
            return
        }
        #expect(until <= Self.at(11_100))
    }

    @Test func `A fault for a person is shown, and still tried once in a while`() {
        var life = Self.lifecycle()
        _ = life.wanted(now: Self.at(0))
        _ = life.exited(.notLaunched(Self.hopeless), fault: Self.hopeless, now: Self.at(0), random: 1)
        #expect(life.status { _ in WallTime(milliseconds: 0) } == .failed(Self.hopeless))
        #expect(life.tick(now: Self.at(59_999)) == .nothing)
        #expect(life.tick(now: Self.at(60_000)) == .launch)
    }

    @Test func `Unwanted, it is asked, killed in time, and stays ended`() {
        var life = Self.running()
        #expect(life.unwanted(now: Self.at(100)) == .ask)
        #expect(life.tick(now: Self.at(2_100)) == .kill)
        #expect(life.exited(.signalled(9), fault: Self.broken, now: Self.at(2_200), random: 1) == .nothing)
        #expect(life.isOver)
        #expect(life.tick(now: Self.at(100_000)) == .nothing)
        #expect(life.lastFault == nil)
    }

    @Test(arguments: [true, false])
    func `Unwanted while it waits or has failed, it ends at once`(isHopeless: Bool) {
        var life = Self.lifecycle()
        _ = life.wanted(now: Self.at(0))
        _ = life.exited(.exited(1), fault: isHopeless ? Self.hopeless : Self.broken, now: Self.at(1), random: 1)
        #expect(life.unwanted(now: Self.at(2)) == .nothing)
        #expect(life.isOver)
    }

    @Test func `Unwanted while it ends for a fault, it is not launched again`() {
        var life = Self.running()
        #expect(life.tick(now: Self.at(5_000)) == .ask)
        #expect(life.unwanted(now: Self.at(5_001)) == .nothing)
        _ = life.exited(.exited(255), fault: Self.broken, now: Self.at(5_002), random: 1)
        #expect(life.isOver)
    }

    @Test func `Wanted again while it ends, it is launched as soon as the old one is gone`() {
        var life = Self.running()
        _ = life.unwanted(now: Self.at(1))
        #expect(life.wanted(now: Self.at(2)) == .nothing)
        #expect(life.exited(.exited(255), fault: Self.broken, now: Self.at(3), random: 1) == .launch)
        #expect(life.launches == 2)
    }

    @Test func `A file played to its end is over, one that broke or never began is not`() {
        var played = Self.running { $0.endsWithSuccess = true }
        _ = played.exited(.exited(0), fault: Self.broken, now: Self.at(9), random: 1)
        #expect(played.isOver)
        var broke = Self.running { $0.endsWithSuccess = true }
        _ = broke.exited(.exited(1), fault: Self.broken, now: Self.at(9), random: 1)
        #expect(!broke.isOver)
        var empty = Self.lifecycle { $0.endsWithSuccess = true }
        _ = empty.wanted(now: Self.at(0))
        _ = empty.exited(.exited(0), fault: Self.broken, now: Self.at(9), random: 1)
        #expect(!empty.isOver)
        var stream = Self.running()
        _ = stream.exited(.exited(0), fault: Self.broken, now: Self.at(9), random: 1)
        #expect(!stream.isOver)
    }

    @Test func `A flood leaves no time to end politely`() {
        var life = Self.running()
        #expect(life.misbehaved(Self.broken, atOnce: true, now: Self.at(1)) == .kill)
        #expect(life.misbehaved(Self.broken, atOnce: true, now: Self.at(2)) == .nothing)
        _ = life.exited(.signalled(9), fault: Self.hopeless, now: Self.at(3), random: 1)
        #expect(life.lastFault == Self.broken)
    }

    @Test func `Other arguments are tried at once, but not without end`() {
        var life = Self.lifecycle()
        #expect(life.wanted(now: Self.at(0)) == .launch)
        #expect(life.outdated(now: Self.at(1)) == .ask)
        #expect(life.exited(.exited(255), fault: Self.broken, now: Self.at(2), random: 1) == .launch)
        for _ in 0..<3 {
            #expect(life.exited(.exited(1), fault: Self.broken, relaunch: true, now: Self.at(3), random: 1) == .launch)
        }
        #expect(life.exited(.exited(1), fault: Self.broken, relaunch: true, now: Self.at(4), random: 1) == .nothing)
        guard case .waiting = life.phase else {
            Issue.record("\(life.phase)")
            return
        }
    }
}
