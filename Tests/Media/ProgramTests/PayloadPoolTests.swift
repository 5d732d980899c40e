import BroadcastModel
import Program
import Testing

struct PayloadPoolTests {
    private static func payload(_ mark: Int, count: Int, in pool: PayloadPool) -> MediaPayload {
        let bytes: [UInt8] = [0x27, 1, 0, 0, 0] + Array(repeating: UInt8(truncatingIfNeeded: mark), count: count)
        return bytes.withUnsafeBytes { MediaPayload(kind: .video, bytes: $0, in: pool) }
    }

    /// A log's life: what is held keeps its bytes, whatever comes and goes around it.
    @Test func whatIsHeldIsNeverWrittenOver() {
        let pool = PayloadPool()
        var generator = SystemRandomNumberGenerator()
        var held: [(mark: Int, payload: MediaPayload)] = []
        for mark in 0..<6_000 {
            let count =
                mark % 60 == 0
                ? Int.random(in: 1...400_000, using: &generator) : .random(in: 1...20_000, using: &generator)
            held.append((mark, Self.payload(mark, count: count, in: pool)))
            // Mostly the oldest goes, and sometimes any other.
            while held.count > 200 {
                held.remove(at: mark % 7 == 0 ? .random(in: 0..<held.count, using: &generator) : 0)
            }
            let probe = held.randomElement(using: &generator)!
            #expect(probe.payload.bytes.dropFirst(5).allSatisfy { $0 == UInt8(truncatingIfNeeded: probe.mark) })
        }
        for (mark, payload) in held {
            #expect(payload.bytes.dropFirst(5).allSatisfy { $0 == UInt8(truncatingIfNeeded: mark) })
        }
    }

    /// Twenty pages' worth passes through a log of two: the same few pages serve all of it.
    @Test func pagesAreUsedAgain() {
        let pool = PayloadPool()
        var held: [MediaPayload] = []
        var pages: Set<UInt> = []
        for mark in 0..<(20 * PayloadPool.pageBytes / 20_000) {
            held.append(Self.payload(mark, count: 20_000, in: pool))
            pages.insert(UInt(bitPattern: held.last!.framed.baseAddress!) / 4096 / UInt(PayloadPool.pageBytes / 4096))
            if held.count > 2 * PayloadPool.pageBytes / 20_000 { held.removeFirst() }
        }
        // A page of the pool may lie across two of these.
        #expect(pages.count <= 10)
    }

    /// Small ones and headers would hold a page for the sake of a few bytes.
    @Test func whatIsSmallOrLastsLongHoldsNoPage() {
        let pool = PayloadPool()
        let picture = Self.payload(1, count: 10_000, in: pool)
        let base = UInt(bitPattern: picture.framed.baseAddress!)
        let header: [UInt8] = [0x17, 0, 0, 0, 0] + Array(repeating: 1, count: 5_000)
        for other in [
            Self.payload(2, count: 100, in: pool),
            header.withUnsafeBytes { MediaPayload(kind: .video, bytes: $0, in: pool) },
        ] {
            let address = UInt(bitPattern: other.framed.baseAddress!)
            #expect(!(base..<base + UInt(PayloadPool.pageBytes)).contains(address))
        }
        let next = Self.payload(3, count: 10_000, in: pool)
        #expect((base..<base + UInt(PayloadPool.pageBytes)).contains(UInt(bitPattern: next.framed.baseAddress!)))
    }
}
