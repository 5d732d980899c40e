import BroadcastModel
import Program
import Testing

@Suite struct `A destination's life` {
    static let policy = DestinationLifecycle.Policy()
    var life = DestinationLifecycle(policy: policy)
    let reset = Fault(.connectionReset, "reset", blame: .network)
    let refusal = Fault(.keyRefused, "refused", blame: .operatorSide)
    let certificate = Fault(.certificateUntrusted, "expired", blame: .destination)

    func at(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000_000_000 + UInt64(milliseconds) * 1_000_000)
    }

    /// Dialled, published and live at `time`.
    mutating func goLive(_ time: Int64) {
        life.dialled(now: at(time))
        life.published()
        life.mediaAccepted(now: at(time))
    }

    @Test mutating func `goes from wanted to live and ends politely`() {
        #expect(life.state == .idle)
        #expect(life.wanted() == .dial)
        #expect(life.state == .connecting)
        #expect(life.wanted() == .nothing)
        goLive(10)
        #expect(life.state == .live)
        #expect(life.attempt == 1)
        #expect(life.unwanted(now: at(20)) == .endPolitely)
        life.closed()
        #expect(life.state == .ended)
        #expect(life.isOver)
        #expect(life.wanted() == .dial)
    }

    @Test mutating func `tries a proven session again at once and others after a growing wait`() {
        _ = life.wanted()
        goLive(0)
        #expect(life.failed(reset, now: at(11_000), random: 99) == .close(abruptly: false))
        #expect(life.state == .waiting)
        #expect(life.nextRetry.map { $0 <= at(11_100) } == true)
        #expect(life.tick(now: at(11_100), lag: nil) == .act(.dial))
        var longest: [Int64] = []
        var now: Int64 = 11_100
        for _ in 0..<7 {
            _ = life.failed(reset, now: at(now), random: .max)
            let wait = ((life.nextRetry ?? at(now)) - at(now)).milliseconds
            longest.append(wait)
            #expect((50...15_000).contains(wait))
            now += wait
            #expect(life.tick(now: at(now), lag: nil) == .act(.dial))
        }
        #expect(life.attempt == 9)
    }

    @Test func `draws its wait from the whole of a doubling bound`() {
        let policy = RetryPolicy()
        #expect(policy.delay(afterFailures: 1, random: 0) == .milliseconds(50))
        #expect(policy.delay(afterFailures: 1, random: 949) == .milliseconds(999))
        #expect(policy.delay(afterFailures: 4, random: 7949) == .milliseconds(7999))
        #expect(policy.delay(afterFailures: 1000, random: 14_949) == .milliseconds(14_999))
    }

    @Test mutating func `does not count a handshake as success`() {
        _ = life.wanted()
        for failure in 1...5 {
            life.dialled(now: at(0))
            life.published()
            _ = life.failed(reset, now: at(0), random: 100_000_000)
            #expect(life.state == .waiting)
            _ = life.tick(now: at(60_000), lag: nil)
            #expect(life.attempt == failure + 1)
        }
    }

    @Test mutating func `asks a person after three refusals in a row, tries rarely, and at once on request`() {
        _ = life.wanted()
        for _ in 1...2 {
            life.dialled(now: at(0))
            _ = life.failed(refusal, now: at(0), random: 0)
            #expect(life.state == .waiting)
            #expect(life.tick(now: at(1000), lag: nil) == .act(.dial))
        }
        life.dialled(now: at(1000))
        _ = life.failed(refusal, now: at(1000), random: 0)
        #expect(life.state == .refused)
        #expect(life.tick(now: at(60_999), lag: nil) == .act(.nothing))
        #expect(life.tick(now: at(61_000), lag: nil) == .act(.dial))
        _ = life.failed(refusal, now: at(61_000), random: 0)
        #expect(life.state == .refused)
        #expect(life.retried() == .dial)
    }

    @Test mutating func `asks a person at once about a certificate`() {
        _ = life.wanted()
        _ = life.failed(certificate, now: at(0), random: 0)
        #expect(life.state == .refused)
        #expect(life.lastFault?.code == .certificateUntrusted)
    }

    @Test mutating func `gives up on a server that never answers publish`() {
        _ = life.wanted()
        life.dialled(now: at(0))
        #expect(life.tick(now: at(9_999), lag: nil) == .act(.nothing))
        guard case .fail(let fault) = life.tick(now: at(10_000), lag: nil) else {
            Issue.record("no fault")
            return
        }
        #expect(fault.code == .publishTimedOut)
    }

    @Test mutating func `gives a server that answers at all more time to answer publish`() {
        _ = life.wanted()
        life.dialled(now: at(0))
        life.heard(now: at(9_000))
        life.heard(now: at(38_000))
        #expect(life.tick(now: at(38_999), lag: nil) == .act(.nothing))
        guard case .fail(let fault) = life.tick(now: at(39_000), lag: nil) else {
            Issue.record("no fault")
            return
        }
        #expect(fault.code == .publishTimedOut)
        #expect(fault.message.contains("30 s"))
    }

    @Test mutating func `goes live on a server that answers publish after twenty seconds`() {
        _ = life.wanted()
        life.dialled(now: at(0))
        life.heard(now: at(5))
        #expect(life.tick(now: at(20_000), lag: nil) == .act(.nothing))
        life.published()
        life.heard(now: at(20_000))
        life.mediaAccepted(now: at(20_001))
        #expect(life.state == .live)
        #expect(life.attempt == 1)
    }

    @Test mutating func `does not count the wait for a stall as media that got through`() {
        _ = life.wanted()
        goLive(0)
        life.mediaAccepted(now: at(3_000))
        let stalled = Fault(.stalled, "stalled", blame: .destination)
        _ = life.failed(stalled, now: at(13_000), random: 999)
        #expect(life.nextRetry == at(13_000 + 50 + 49))
        _ = life.tick(now: at(14_000), lag: nil)
        goLive(14_000)
        _ = life.failed(stalled, now: at(27_000), random: 1_949)
        // The second in a row waits longer.
        #expect(life.nextRetry == at(27_000 + 1_999))
    }

    @Test mutating func `dials at once when it is wanted again while it ends`() {
        _ = life.wanted()
        goLive(0)
        #expect(life.unwanted(now: at(10)) == .endPolitely)
        #expect(life.wanted() == .dial)
        life.closed()
        #expect(life.state == .connecting)
    }

    @Test mutating func `reads lagging, jumps, and resets a peer that accepts nothing`() {
        _ = life.wanted()
        goLive(0)
        #expect(life.tick(now: at(1000), lag: .milliseconds(1000)) == .act(.nothing))
        #expect(life.state == .live)
        #expect(life.tick(now: at(2000), lag: .milliseconds(2000)) == .act(.nothing))
        #expect(life.state == .lagging)
        #expect(life.tick(now: at(4000), lag: .milliseconds(4000)) == .act(.jump))
        guard case .fail(let fault) = life.tick(now: at(10_000), lag: .milliseconds(3000)) else {
            Issue.record("no fault")
            return
        }
        #expect(fault.code == .stalled)
        #expect(life.failed(fault, now: at(10_000), random: 0) == .close(abruptly: true))
    }

    @Test mutating func `does not call it stalled while nothing was due`() {
        _ = life.wanted()
        goLive(0)
        #expect(life.tick(now: at(50_000), lag: nil) == .act(.nothing))
        #expect(life.tick(now: at(50_100), lag: .milliseconds(100)) == .act(.nothing))
        #expect(life.state == .live)
    }

    @Test mutating func `counts reconnects that got as far as media`() {
        _ = life.wanted()
        goLive(0)
        for round in 1...3 {
            _ = life.failed(reset, now: at(Int64(round) * 20_000), random: 0)
            _ = life.tick(now: at(Int64(round) * 20_000 + 100), lag: nil)
            goLive(Int64(round) * 20_000 + 200)
            #expect(life.reconnects == round)
        }
    }

    @Test mutating func `survives every order of events without a trap and never dials after its end`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            life = DestinationLifecycle(policy: Self.policy)
            var now: Int64 = 0
            var isWanted = false
            for _ in 0..<60 {
                now += Int64.random(in: 0...5000, using: &generator)
                var dials = false
                switch Int.random(in: 0..<11, using: &generator) {
                case 0:
                    isWanted = true
                    dials = life.wanted() == .dial
                case 1:
                    isWanted = false
                    _ = life.unwanted(now: at(now))
                case 2: life.dialled(now: at(now))
                case 3: life.published()
                case 4: life.mediaAccepted(now: at(now))
                case 5: life.closed()
                case 10: life.heard(now: at(now))
                case 6: dials = life.retried() == .dial
                case 7:
                    _ = life.failed(
                        [reset, refusal, certificate].randomElement(using: &generator)!, now: at(now),
                        random: generator.next())
                default:
                    dials =
                        life.tick(now: at(now), lag: Bool.random() ? nil : .milliseconds(Int64.random(in: 0...9000)))
                        == .act(.dial)
                }
                if dials { #expect(isWanted) }
            }
        }
    }
}
