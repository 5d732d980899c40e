import BroadcastModel
import Program
import Testing

@testable import Studio

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The mixer on a time that the test moves by hand: 25 pictures a second, 48 kHz.
struct MixerTests {
    private static let format = CompositeFormat(
        ProgramFormat(
            video: .init(width: 64, height: 32, frameRate: .init(25, 1)!),
            audio: .init(sampleRate: 48_000, channels: 2)))
    private static let (anna, bo) = (FeedID("anna"), FeedID("bo"))

    /// People whose pictures are of one brightness and whose voices are of one pitch.
    private struct Table {
        var mixer = CompositeMixer(MixerTests.format)
        var scene: CompositeScene
        var plan: CompositePlan
        var number: Int64 = 25
        /// Those who send, with brightness, Hz and amplitude.
        var people: [FeedID: (luma: UInt8, pitch: Double, amplitude: Double)]

        init(
            _ plan: CompositePlan, _ people: [FeedID: (luma: UInt8, pitch: Double, amplitude: Double)]
        ) {
            self.people = people
            self.plan = plan
            scene = CompositeScene(plan, width: 64, height: 32)
            mixer.show(scene, now: Table.moment(25))
            for (index, seat) in scene.seats.enumerated() {
                mixer.set(card: Table.picture(seat.key, luma: UInt8(10 + index)), for: seat.key)
            }
        }

        static func moment(_ number: Int64) -> MonotonicTime {
            MonotonicTime(nanoseconds: 100_000_000_000 + UInt64(number) * 40_000_000)
        }

        static func picture(_ key: SeatKey, luma: UInt8) -> RawPicture {
            let bytes = Array(repeating: luma, count: RawPicture.byteCount(width: key.width, height: key.height))
            return RawPicture(width: key.width, height: key.height, bytes: bytes)!
        }

        mutating func show(_ change: (inout CompositePlan) -> Void) {
            change(&plan)
            scene = CompositeScene(plan, width: 64, height: 32)
            mixer.show(scene, now: Table.moment(number))
        }

        /// One frame's time passes; everybody sends for all seats that need it, but for `silentKeys`.
        mutating func step(without silentKeys: Set<SeatKey> = []) -> MixedFrame {
            let (now, time) = (Table.moment(number), number * 40_000_000)
            for key in mixer.neededKeys.subtracting(silentKeys) {
                guard let person = people[key.feed] else { continue }
                mixer.take(Table.picture(key, luma: person.luma), time: time, loggedAt: now, for: key, now: now)
                let samples = (0..<1920).flatMap { pair -> [Int16] in
                    let angle = 2 * Double.pi * person.pitch * Double(number * 1920 + Int64(pair)) / 48_000
                    let value = Int16(max(-32_768, min(32_767, person.amplitude * sin(angle))))
                    return [value, value]
                }
                mixer.take(samples, time: time, for: key, now: now)
            }
            defer { number += 1 }
            return mixer.frame(number, at: now)
        }

        mutating func steps(_ count: Int, without silentKeys: Set<SeatKey> = []) -> [MixedFrame] {
            (0..<count).map { _ in step(without: silentKeys) }
        }
    }

    private static func table(_ change: (inout CompositePlan) -> Void = { _ in }) -> Table {
        var plan = CompositePlan(
            layout: .sideBySide, seats: [CompositeSeat(feed: anna, name: "安娜"), CompositeSeat(feed: bo, name: "波")])
        change(&plan)
        return Table(plan, [anna: (100, 500, 8_000), bo: (200, 1_500, 8_000)])
    }

    /// Brightness in the middle of the left and of the right half.
    private static func lumas(_ frame: MixedFrame) -> [UInt8] {
        frame.picture.map { [$0[16 * 64 + 16], $0[16 * 64 + 48]] } ?? []
    }

    private static func amplitude(_ frames: [MixedFrame], _ pitch: Double) -> Double {
        Tone.amplitude(of: pitch, in: Tone.left(frames.flatMap(\.sound)), rate: 48_000)
    }

    @Test func `Each person stands in their place and is heard at their level`() {
        var table = Self.table { $0.seats[1].levelDecibels = -6 }
        let frames = table.steps(60)
        #expect(Self.lumas(frames[0]) == [10, 11])
        #expect(frames[30...].allSatisfy { Self.lumas($0) == [100, 200] })
        let tail = Array(frames[35...])
        #expect(abs(Self.amplitude(tail, 500) - 8_000) < 80)
        #expect(abs(Self.amplitude(tail, 1_500) - 8_000 * 0.501) < 80)
        #expect(table.mixer.phase(of: Self.anna) == .on)
        #expect(table.mixer.phase(of: FeedID("nobody")) == .waiting)
    }

    @Test func `Sound and pictures are numbered without a gap`() {
        var table = Self.table()
        let frames = table.steps(50)
        for (frame, next) in zip(frames, frames.dropFirst()) {
            #expect(next.number == frame.number + 1)
            #expect(next.soundPosition == frame.soundPosition + Int64(frame.sound.count / 4))
            #expect(next.soundPosition + Int64(next.sound.count / 4) == next.number * 1920)
        }
    }

    @Test func `A muted voice is silent at once and comes back at once, the others stay`() {
        var table = Self.table()
        _ = table.steps(40)
        table.show { $0.seats[0].isMuted = true }
        _ = table.step()
        let muted = table.steps(20)
        #expect(Self.amplitude(muted, 500) < 10)
        #expect(abs(Self.amplitude(muted, 1_500) - 8_000) < 80)
        #expect(muted.allSatisfy { Self.lumas($0) == [100, 200] })
        table.show { $0.seats[0].isMuted = false }
        _ = table.step()
        #expect(abs(Self.amplitude(table.steps(20), 500) - 8_000) < 80)
    }

    @Test func `While somebody with priority speaks the others go down, and afterwards up again`() {
        var table = Self.table {
            $0.duckDecibels = 12
            $0.seats[0].hasPriority = true
        }
        _ = table.steps(40)
        let ducked = table.steps(20)
        #expect(abs(Self.amplitude(ducked, 1_500) - 8_000 * 0.2512) < 60)
        #expect(abs(Self.amplitude(ducked, 500) - 8_000) < 80)
        table.people[Self.anna]?.amplitude = 0
        // A pause between words is none.
        #expect(abs(Self.amplitude(table.steps(8), 1_500) - 8_000 * 0.2512) < 60)
        _ = table.steps(20)
        #expect(abs(Self.amplitude(table.steps(20), 1_500) - 8_000) < 80)
        // Somebody who is muted does not speak.
        table.people[Self.anna]?.amplitude = 8_000
        table.show { $0.seats[0].isMuted = true }
        _ = table.steps(5)
        #expect(abs(Self.amplitude(table.steps(20), 1_500) - 8_000) < 80)
    }

    @Test func `What is too loud stays at the loudest and never turns over`() {
        var table = Self.table {
            $0.seats[0].levelDecibels = 12
            $0.seats[1].levelDecibels = 12
        }
        table.people[Self.anna]?.amplitude = 30_000
        table.people[Self.bo] = (200, 500, 30_000)
        let samples = Tone.left(table.steps(50)[40...].flatMap(\.sound))
        #expect(samples.max() == 32_767 && samples.min() == -32_768)
        // The wave of both has one sign for half its time: nothing turned over.
        let changes = zip(samples, samples.dropFirst()).filter { ($0 < 0) != ($1 < 0) }.count
        #expect((395...405).contains(changes))
    }

    @Test func `A seat whose pictures stop shows its card within a second, and comes back by itself`() {
        var table = Self.table()
        _ = table.steps(40)
        let bo = table.people.removeValue(forKey: Self.bo)
        let gone = table.steps(30)
        let card = gone.firstIndex { Self.lumas($0) == [100, 11] }
        // More than 0.6 s, at most 1 s.
        #expect(card.map { (15...25).contains($0) } == true)
        #expect(table.mixer.phase(of: Self.bo) == .reserved)
        #expect(gone[25...].allSatisfy { Self.lumas($0) == [100, 11] })
        #expect(Self.amplitude(Array(gone[20...]), 1_500) < 10)
        #expect(abs(Self.amplitude(Array(gone[20...]), 500) - 8_000) < 80)
        table.people[Self.bo] = bo
        let back = table.steps(40)
        #expect(Self.lumas(back[35]) == [100, 200])
        #expect(abs(Self.amplitude(Array(back[20...]), 1_500) - 8_000) < 80)
        #expect(table.mixer.phase(of: Self.bo) == .on)
    }

    @Test func `A new layout is shown when its pictures are there, between two frames`() {
        var table = Self.table()
        _ = table.steps(40)
        table.show { $0.layout = .topAndBottom }
        let waiting = table.scene.keys
        // Nothing comes for it yet: the old one stays whole.
        #expect(table.steps(10, without: waiting).allSatisfy { Self.lumas($0) == [100, 200] })
        let frames = table.steps(20)
        func isNew(_ frame: MixedFrame) -> Bool {
            frame.picture.map { $0[8 * 64 + 32] == 100 && $0[24 * 64 + 32] == 200 } ?? false
        }
        #expect(frames.allSatisfy { isNew($0) != (Self.lumas($0) == [100, 200] && $0.picture![8 * 64 + 48] == 200) })
        #expect(isNew(frames[15]))
        #expect(table.mixer.neededKeys == waiting)
    }

    @Test func `A layout whose pictures never come is shown all the same`() {
        var table = Self.table()
        _ = table.steps(40)
        table.show { $0.layout = .topAndBottom }
        let waiting = table.scene.keys
        // 2.5 s of patience.
        #expect(Self.lumas(table.steps(60, without: waiting)[59]) == [100, 200])
        #expect(Self.lumas(table.steps(5, without: waiting)[4]) != [100, 200])
        #expect(table.mixer.neededKeys == waiting)
    }

    @Test func `Somebody who joins is waited for by nobody, and somebody who leaves is gone`() {
        var table = Self.table()
        _ = table.steps(40)
        table.show { $0.seats[1] = CompositeSeat(feed: FeedID("chen"), name: "陈") }
        let frame = table.step()
        #expect(Self.lumas(frame)[0] == 100)
        #expect(Self.lumas(frame)[1] == RawPicture.dark(width: 2, height: 2).bytes[0])
        #expect(table.mixer.neededKeys.map(\.feed).sorted() == [Self.anna, FeedID("chen")])
        #expect(table.mixer.phase(of: FeedID("chen")) == .waiting)
    }

    @Test func `A beat that was missed leaves a gap in the numbers, not a jump back`() {
        var table = Self.table()
        let before = table.steps(40)[39]
        table.number += 50
        let after = table.step()
        #expect(after.number == before.number + 51)
        #expect(after.soundPosition == before.number * 1920)
        // A second at most is made up for.
        #expect(after.sound.count == 48_000 * 4)
        #expect(table.step().soundPosition == after.number * 1920)
    }
}
