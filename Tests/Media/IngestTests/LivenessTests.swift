import NIOCore
import Testing

@testable import Ingest

struct LivenessTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private func after(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

    @Test func eachPhaseHasItsOwnDeadline() {
        var liveness = Liveness(IngestConfiguration(), now: start)
        #expect(liveness.overdue(now: after(4)) == nil)
        #expect(liveness.overdue(now: after(5)) == .handshake)
        liveness.enter(.asking, now: after(4))
        #expect(liveness.overdue(now: after(9)) == nil)
        #expect(liveness.overdue(now: after(10)) == .request, "counted from the accept")
        liveness.enter(.publishing, now: after(9))
        #expect(liveness.overdue(now: after(23)) == nil)
        #expect(liveness.overdue(now: after(24)) == .publisherSilent)
        liveness.noteActivity(now: after(20))
        #expect(liveness.overdue(now: after(34)) == nil)
        #expect(liveness.deadline == after(35))
        liveness.enter(.playing, now: after(0))
        #expect(liveness.overdue(now: after(299)) == nil)
        #expect(liveness.overdue(now: after(300)) == .playerIdle)
    }
}
