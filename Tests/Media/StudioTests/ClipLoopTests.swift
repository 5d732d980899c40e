import BroadcastModel
import Program
import Testing

@testable import Studio

struct ClipLoopTests {
    /// What pictures and sounds of one clip are, without any codec: picture `n` holds `n`, sound `n` holds `n`.
    struct Shape: Sendable, CustomTestStringConvertible {
        var rate: ProgramFormat.FrameRate
        var sampleRate: Int
        var pictures: Int
        var keyframes: [Int]

        init(_ numerator: Int, _ denominator: Int, _ sampleRate: Int, pictures: Int, keyframes: [Int] = [0]) {
            rate = ProgramFormat.FrameRate(numerator, denominator)!
            self.sampleRate = sampleRate
            self.pictures = pictures
            self.keyframes = keyframes
        }

        var testDescription: String { "\(rate) \(sampleRate) Hz, \(pictures) pictures" }
    }

    static let shapes = [
        Shape(30, 1, 48_000, pictures: 128, keyframes: [0, 30, 60, 90, 120]),
        Shape(30, 1, 44_100, pictures: 180, keyframes: [0, 30, 60, 90, 120, 150]), Shape(25, 1, 44_100, pictures: 101),
        Shape(25, 1, 48_000, pictures: 1), Shape(30_000, 1_001, 44_100, pictures: 179),
        Shape(60_000, 1_001, 48_000, pictures: 361),
        Shape(24_000, 1_001, 32_000, pictures: 97), Shape(50, 1, 96_000, pictures: 333),
        Shape(1, 1, 8_000, pictures: 7),
        Shape(25, 2, 22_050, pictures: 50), Shape(240, 1, 44_100, pictures: 3),
    ]

    private static func bytes(_ head: [UInt8], _ number: Int) -> [UInt8] {
        head + [UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
    }

    private static func number(_ payload: MediaPayload) -> Int {
        payload.bytes.suffix(3).reduce(0) { $0 << 8 | Int($1) }
    }

    static func clip(_ shape: Shape, hasPictures: Bool = true, hasSound: Bool = true) throws -> SlateClip {
        let pictures = (0..<shape.pictures).map { number in
            ProgramFormatTests.payload(
                .video, bytes([shape.keyframes.contains(number) ? 0x17 : 0x27, 1, 0, 0, 0], number))
        }
        let count = SlateClip.soundsNeeded(
            pictures: shape.pictures, frameRate: shape.rate, sampleRate: shape.sampleRate)
        let sounds = (0..<count).map { ProgramFormatTests.payload(.audio, bytes([0xAF, 1], $0)) }
        return try SlateClip(
            headers: MediaHeaders(
                video: ProgramFormatTests.video, audio: ProgramFormatTests.payload(.audio, [0xAF, 0, 0x12, 0x10])),
            pictures: hasPictures ? pictures : [], sounds: hasSound ? sounds : [], frameRate: shape.rate,
            sampleRate: hasSound ? shape.sampleRate : 0)
    }

    @Test(arguments: shapes)
    func `For an hour nothing is missing, doubled, early or late, and picture and sound stay together`(
        shape: Shape
    ) throws {
        let loop = ClipLoop(try Self.clip(shape))
        let hour: Int64 = 3_600_000
        var last: Int64 = 0
        var pictures = 0
        var sounds = 0
        var firstOfRound = 0
        var worst = 0.0
        var wrong = 0
        let perRound =
            Double(shape.pictures * shape.rate.denominator * shape.sampleRate) / Double(shape.rate.numerator * 1_024)
        let soundSeconds = 1_024 / Double(shape.sampleRate)
        for start in stride(from: Int64(0), to: hour, by: 9_973) {
            for message in loop.messages(from: start, to: min(hour, start + 9_973)) {
                if message.timestamp < last { wrong += 1 }
                last = message.timestamp
                let number = Self.number(message.payload)
                if message.kind == .video {
                    // Exactly where the frame rate has it, to the millisecond below.
                    let due = Int64(pictures) * 1000 * Int64(shape.rate.denominator) / Int64(shape.rate.numerator)
                    if message.timestamp != due || number != pictures % shape.pictures { wrong += 1 }
                    pictures += 1
                } else {
                    if number == 0 { firstOfRound = sounds }
                    let due = Int64(sounds) * 1_024_000 / Int64(shape.sampleRate)
                    if message.timestamp != due || number != sounds - firstOfRound { wrong += 1 }
                    // How far the sound is from where it belongs under the pictures of its round.
                    let round = (Double(sounds) / perRound + 1e-9).rounded(.down)
                    worst = max(worst, abs(Double(sounds - number) - round * perRound) * soundSeconds)
                    sounds += 1
                }
            }
        }
        #expect(wrong == 0)
        let (whole, rest) = (3_600 * shape.rate.numerator).quotientAndRemainder(dividingBy: shape.rate.denominator)
        #expect(pictures == whole + (rest == 0 ? 0 : 1))
        #expect(abs(sounds - 3_600 * shape.sampleRate / 1_024) <= 1)
        #expect(worst <= soundSeconds + 1e-6, "sound is off by \(worst) s")
    }

    @Test(arguments: shapes)
    func `However the time is cut, the same messages come once`(shape: Shape) throws {
        let loop = ClipLoop(try Self.clip(shape))
        func signature(_ messages: [MediaMessage]) -> [String] {
            messages.map { "\($0.timestamp) \($0.kind) \(Self.number($0.payload))" }
        }
        let whole = signature(loop.messages(from: 0, to: 30_000))
        for step in [1, 7, 33, 1_000] {
            var pieces: [String] = []
            for start in stride(from: Int64(0), to: 30_000, by: step) {
                pieces += signature(loop.messages(from: start, to: min(30_000, start + Int64(step))))
            }
            #expect(pieces == whole)
        }
    }

    @Test(arguments: shapes)
    func `The next keyframe is where a keyframe is, and none is passed over`(shape: Shape) throws {
        let loop = ClipLoop(try Self.clip(shape))
        let times = loop.messages(from: 0, to: 120_000).filter { $0.traits.contains(.keyframe) }.map(\.timestamp)
        #expect(times.first == 0)
        var time: Int64 = -1
        for expected in times {
            let next = loop.nextKeyframe(after: time)
            #expect(next == expected)
            if expected > time + 1 { #expect(loop.nextKeyframe(after: expected - 1) == expected) }
            time = next
        }
    }

    @Test func `Payloads are the clip's own objects, in the first round and after a year`() throws {
        let clip = try Self.clip(Self.shapes[0])
        let loop = ClipLoop(clip)
        let year: Int64 = 365 * 86_400_000
        for message in loop.messages(from: 0, to: 10_000) + loop.messages(from: year, to: year + 10_000) {
            let own = message.kind == .video ? clip.pictures : clip.sounds
            #expect(own[Self.number(message.payload)] === message.payload)
        }
    }

    @Test(arguments: shapes)
    func `Times at the far end do not overflow`(shape: Shape) throws {
        let loop = ClipLoop(try Self.clip(shape))
        #expect(!loop.messages(from: ClipLoop.end - 2_000, to: .max).isEmpty)
        #expect(loop.messages(from: ClipLoop.end, to: .max).isEmpty)
        #expect(loop.nextKeyframe(after: ClipLoop.end - 600_000) > ClipLoop.end - 600_000)
    }

    @Test func `Empty and backward spans have nothing, and the time line begins at zero`() throws {
        let loop = ClipLoop(try Self.clip(Self.shapes[0]))
        #expect(loop.messages(from: 100, to: 100).isEmpty)
        #expect(loop.messages(from: 100, to: 50).isEmpty)
        #expect(loop.messages(from: -5_000, to: 0).isEmpty)
        #expect(loop.messages(from: -5_000, to: 1).map(\.timestamp) == [0, 0])
        #expect(loop.messages(from: 0, to: 1).first?.traits.contains(.keyframe) == true)
    }

    @Test func `Pictures alone and sound alone loop as well`() throws {
        let silent = ClipLoop(try Self.clip(Self.shapes[1], hasSound: false))
        #expect(silent.messages(from: 0, to: 60_000).count == 1_800)
        let blind = ClipLoop(try Self.clip(Self.shapes[1], hasPictures: false))
        let sounds = blind.messages(from: 0, to: 60_000)
        #expect(sounds.count == 60 * 44_100 / 1_024 + 1)
        #expect(sounds.allSatisfy { $0.kind == .audio })
        #expect(blind.nextKeyframe(after: 0) == sounds[1].timestamp)
    }

    @Test func `A clip that breaks its promises is refused`() throws {
        let good = try Self.clip(Self.shapes[0])
        func make(
            pictures: [MediaPayload]? = nil, sounds: [MediaPayload]? = nil, headers: MediaHeaders? = nil
        ) throws -> SlateClip {
            try SlateClip(
                headers: headers ?? good.headers, pictures: pictures ?? good.pictures, sounds: sounds ?? good.sounds,
                frameRate: good.frameRate, sampleRate: good.sampleRate)
        }
        #expect(throws: Never.self) { try make() }
        #expect(throws: Fault.self) { try make(pictures: [], sounds: []) }
        #expect(throws: Fault.self) { try make(pictures: Array(good.pictures.dropFirst())) }
        #expect(throws: Fault.self) { try make(sounds: Array(good.sounds.dropLast())) }
        #expect(throws: Fault.self) { try make(headers: MediaHeaders(video: good.headers.video)) }
        #expect(throws: Fault.self) { try make(headers: MediaHeaders(audio: good.headers.audio)) }
        let large = ProgramFormatTests.payload(.video, [0x27, 1] + [UInt8](repeating: 0, count: 8 << 20))
        #expect(throws: Fault.self) { try make(pictures: [good.pictures[0], large, large, large, large]) }
    }
}
