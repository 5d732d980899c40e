import BroadcastModel
import Program
import TestBench
import Testing

@testable import Studio

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Real ffmpeg from end to end: clips that are played into feeds, decoders, mixer, encoder, and what comes out decoded again.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct StudioCompositesTests {
    private static let (anna, bo, chen) = (FeedID("anna"), FeedID("bo"), FeedID("chen"))
    private static let rate = 44_100
    /// Of a tone of amplitude 0.25.
    private static let full = 0.25 * 32_768

    private static func clip(
        _ bench: Bench, _ name: String, color: String, pitch: Int, rate: Int = 25, size: String = "640x360",
        seconds: Int = 60, keyframes: Int = 25
    ) async throws -> PullSource {
        let path = try bench.scratchDirectory(named: name).file("\(name).mp4")
        try await Material.ffmpeg([
            "-f", "lavfi", "-i", "color=c=\(color):s=\(size):r=\(rate)", "-f", "lavfi", "-i",
            "aevalsrc=exprs=0.25*sin(2*PI*\(pitch)*t)|0.25*sin(2*PI*\(pitch)*t):s=48000", "-t", "\(seconds)",
            "-vf",
            "drawtext=fontfile=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf:text='%{pts\\:hms}':fontsize=20:x=4:y=4",
            "-c:v", "libx264", "-preset", "ultrafast", "-g", "\(keyframes)", "-pix_fmt", "yuv420p", "-c:a", "aac",
            "-b:a", "128k", path,
        ])
        return .file(path: path, loop: false)
    }

    private static func plan(
        _ layout: CompositeLayout, _ feeds: [FeedID], _ change: (inout CompositePlan) -> Void = { _ in }
    ) -> CompositePlan {
        var plan = CompositePlan(
            layout: layout, seats: feeds.map { CompositeSeat(feed: $0, name: "\($0) 安娜 100% 'x':y\\") })
        change(&plan)
        return plan
    }

    private static func near(_ a: [Double], _ b: [Double], _ tolerance: Double = 12) -> Bool {
        zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
    }

    /// Y, U and V of ffmpeg's red, blue and lime, and of the card's ground.
    private static let (red, blue, lime) = ([81.0, 90, 240], [41.0, 240, 110], [145.0, 54, 34])
    private static let card = [34.0, 131, 126]

    /// Time stamps go forward by kind, and the headers stay what they were.
    private static func isWhole(_ entries: [LogEntry], largestStep: Int64) -> Bool {
        [MediaKind.audio, .video].allSatisfy { kind in
            let ours = entries.filter { $0.message.kind == kind }
            let headers = Set(ours.filter { $0.message.traits.contains(.header) }.map(\.message.payload.bytes))
            let times = ours.filter { !$0.message.traits.contains(.header) }.map(\.message.timestamp)
            return headers.count == 1
                && zip(times, times.dropFirst()).allSatisfy { $0 <= $1 && $1 - $0 <= largestStep }
        }
    }

    @Test func `Two people are seen in their places and heard at their levels, and one who drops comes back`()
        async throws
    {
        try await withBench { bench in
            let clips = [
                Self.anna: try await Self.clip(bench, "anna", color: "red", pitch: 500),
                Self.bo: try await Self.clip(bench, "bo", color: "blue", pitch: 1_500, rate: 30, size: "480x360"),
            ]
            try await CompositeStage.with([Self.anna, Self.bo], on: bench) { stage in
                stage.sources.want(clips)
                stage.studio.want([
                    CompositeStage.composite: Self.plan(.sideBySide, [Self.anna, Self.bo]) {
                        $0.seats[1].levelDecibels = -6
                    }
                ])
                for feed in [Self.anna, Self.bo] { try await stage.wait(for: .on, of: feed) }
                _ = try await stage.span(500)
                let before = try await stage.span(2_000)
                for seat in try #require(stage.state()).seats {
                    print("added delay of \(seat.feed): \(seat.addedDelayMilliseconds ?? -1) ms")
                    #expect((1...1_000).contains(seat.addedDelayMilliseconds ?? 0))
                }
                stage.sources.want([Self.anna: clips[Self.anna]!])
                let log = try stage.log(Self.bo)
                try await stage.wait(for: .reserved, of: Self.bo)
                let last = try #require(log.writtenAt(of: log.end - 1))
                let gone = SystemClock().monotonicTime() - last
                print("reserved \(gone.milliseconds) ms after the last message")
                #expect(gone <= .seconds(1))
                _ = try await stage.span(500)
                let without = try await stage.span(1_500)
                stage.sources.want(clips)
                try await stage.wait(for: .on, of: Self.bo)
                _ = try await stage.span(1_500)
                let after = try await stage.span(2_000)
                for seat in try #require(stage.state()).seats {
                    print("added delay of \(seat.feed) later: \(seat.addedDelayMilliseconds ?? -1) ms")
                    #expect((1...1_000).contains(seat.addedDelayMilliseconds ?? 0))
                }
                let entries = stage.entries
                #expect(Self.isWhole(entries, largestStep: 300))
                print("pictures left out: \(stage.state()?.picturesLeftOut ?? 0)")
                let view = try await CompositeView(
                    entries, in: bench.scratchDirectory(named: "view"), width: 640, height: 360, sampleRate: Self.rate)
                let places = CompositeLayout.sideBySide.rectangles(width: 640, height: 360, count: 2)
                for (span, right) in [(before, Self.blue), (without, Self.card), (after, Self.blue)] {
                    let pictures = view.pictures(in: span)
                    #expect(pictures.count >= Int(span.upperBound - span.lowerBound) / 50)
                    for picture in pictures {
                        #expect(Self.near(picture.means(in: places[0]), Self.red))
                        // The card has letters in its middle.
                        #expect(Self.near(picture.means(in: places[1]), right, right == Self.card ? 40 : 12))
                    }
                    let sound = view.sound(in: span)
                    let annas = Tone.usualAmplitude(of: 500, in: sound, rate: Double(Self.rate))
                    let bos = Tone.usualAmplitude(of: 1_500, in: sound, rate: Double(Self.rate))
                    print("tones in \(span): \(annas) and \(bos)")
                    #expect(abs(annas / Self.full - 1) < 0.1)
                    #expect(right == Self.card ? bos < 40 : abs(bos / Self.full / 0.501 - 1) < 0.1)
                }
            }
        }
    }

    @Test func `Mute, level, layout and seats change without a break, with the same encoder`() async throws {
        try await withBench { bench in
            let clips = [
                Self.anna: try await Self.clip(bench, "anna", color: "red", pitch: 500),
                Self.bo: try await Self.clip(bench, "bo", color: "blue", pitch: 1_500),
                Self.chen: try await Self.clip(bench, "chen", color: "lime", pitch: 3_000),
            ]
            try await CompositeStage.with([Self.anna, Self.bo, Self.chen], on: bench) { stage in
                stage.sources.want(clips)
                let want = { @Sendable (plan: CompositePlan) in stage.studio.want([CompositeStage.composite: plan]) }
                want(Self.plan(.sideBySide, [Self.anna, Self.bo]))
                for feed in [Self.anna, Self.bo] { try await stage.wait(for: .on, of: feed) }
                let encoder = stage.studio.processes(of: CompositeStage.composite)?.encoder
                _ = try await stage.span(1_000)
                let first = try await stage.span(1_000)
                want(Self.plan(.sideBySide, [Self.anna, Self.bo]) { $0.seats[0].isMuted = true })
                _ = try await stage.span(500)
                let muted = try await stage.span(1_000)
                want(Self.plan(.topAndBottom, [Self.anna, Self.bo]))
                _ = try await stage.span(3_000)
                let stacked = try await stage.span(1_000)
                want(Self.plan(.grid, [Self.anna, Self.bo, Self.chen]))
                try await stage.wait(for: .on, of: Self.chen)
                _ = try await stage.span(1_000)
                let three = try await stage.span(1_000)
                #expect(stage.studio.processes(of: CompositeStage.composite)?.encoder == encoder)
                #expect(stage.studio.processes(of: CompositeStage.composite)?.decoders.count == 3)
                stage.studio.want([:])
                try await eventually("the composite to end", within: CompositeStage.limit) {
                    stage.state() == nil ? () : nil
                }
                #expect(stage.board.feedStatuses()[CompositeStage.composite]?.connected == false)
                #expect(Self.isWhole(stage.entries, largestStep: 300))
                let view = try await CompositeView(
                    stage.entries, in: bench.scratchDirectory(named: "view"), width: 640, height: 360,
                    sampleRate: Self.rate)
                let cases: [(Range<Int64>, CompositeLayout, [[Double]], [Double])] = [
                    (first, .sideBySide, [Self.red, Self.blue], [1, 1, 0]),
                    (muted, .sideBySide, [Self.red, Self.blue], [0, 1, 0]),
                    (stacked, .topAndBottom, [Self.red, Self.blue], [1, 1, 0]),
                    (three, .grid, [Self.red, Self.blue, Self.lime], [1, 1, 1]),
                ]
                for (span, layout, colors, levels) in cases {
                    let places = layout.rectangles(width: 640, height: 360, count: colors.count)
                    for picture in view.pictures(in: span) {
                        for (place, color) in zip(places, colors) {
                            #expect(Self.near(picture.means(in: place), color), "\(layout) \(picture.means(in: place))")
                        }
                    }
                    let sound = view.sound(in: span)
                    for (pitch, level) in zip([500.0, 1_500, 3_000], levels) {
                        let share = Tone.usualAmplitude(of: pitch, in: sound, rate: Double(Self.rate)) / Self.full
                        #expect(abs(share - level) < 0.1, "\(layout) at \(pitch) Hz: \(share)")
                    }
                }
                // No picture in between shows anything else than one of the layouts or what they share.
                let seen = view.pictures(in: first.lowerBound..<three.upperBound)
                #expect(seen.count >= Int(three.upperBound - first.lowerBound) / 50)
                #expect(
                    seen.allSatisfy {
                        Self.near($0.means(in: SeatRectangle(x: 0, y: 0, width: 160, height: 90)), Self.red)
                    })
            }
        }
    }

    @Test func `What one sees and hears of a person is of one moment`() async throws {
        try await withBench { bench in
            let path = try bench.scratchDirectory(named: "flash").file("flash.mp4")
            // White and loud for 200 ms of each second.
            try await Material.ffmpeg([
                "-f", "lavfi", "-i", "color=c=black:s=640x360:r=25", "-f", "lavfi", "-i",
                "aevalsrc=exprs=0.5*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.2)|0:s=48000", "-t", "60",
                "-vf", "drawbox=c=white:t=fill:enable='lt(mod(t,1),0.2)'", "-c:v", "libx264", "-preset", "ultrafast",
                "-g", "50", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac", path,
            ])
            let bo = try await Self.clip(bench, "bo", color: "blue", pitch: 4_000)
            try await CompositeStage.with([Self.anna, Self.bo], on: bench) { stage in
                stage.sources.want([Self.anna: .file(path: path, loop: false), Self.bo: bo])
                stage.studio.want([
                    CompositeStage.composite: Self.plan(.pictureInPicture, [Self.bo, Self.anna]) {
                        $0.seats[0].isMuted = true
                    }
                ])
                for feed in [Self.anna, Self.bo] { try await stage.wait(for: .on, of: feed) }
                _ = try await stage.span(1_000)
                let span = try await stage.span(10_000)
                let view = try await CompositeView(
                    stage.entries, in: bench.scratchDirectory(named: "view"), width: 640, height: 360,
                    sampleRate: Self.rate)
                let place = CompositeLayout.pictureInPicture.rectangles(width: 640, height: 360, count: 2)[1]
                var (flashes, beeps): ([Int64], [Int64]) = ([], [])
                var isBright = true
                for (time, picture) in view.pictures where span.contains(time) {
                    let now = picture.means(in: place)[0] > 120
                    if now, !isBright { flashes.append(time) }
                    isBright = now
                }
                var quietSince: Int64 = .max
                for (time, samples) in view.soundPieces where span.contains(time) {
                    for (index, sample) in samples.enumerated() {
                        let at = time + Int64(index) * 1_000 / Int64(Self.rate)
                        if abs(Int(sample)) > 3_000 {
                            if at - quietSince > 300 { beeps.append(at) }
                            quietSince = at
                        } else if quietSince == .max {
                            quietSince = at
                        }
                    }
                }
                let skews = flashes.compactMap { flash in
                    beeps.min { abs($0 - flash) < abs($1 - flash) }.map { flash - $0 }
                }
                print("picture minus sound: \(skews) ms")
                #expect(skews.count >= 8)
                #expect(skews.allSatisfy { abs($0) <= 80 })
            }
        }
    }

    @Test func `An encoder that is killed and a decoder that hangs are replaced`() async throws {
        try await withBench { bench in
            let clips = [
                Self.anna: try await Self.clip(bench, "anna", color: "red", pitch: 500),
                Self.bo: try await Self.clip(bench, "bo", color: "blue", pitch: 1_500, keyframes: 50),
            ]
            try await CompositeStage.with([Self.anna, Self.bo], on: bench) { stage in
                let processes = { @Sendable in stage.studio.processes(of: CompositeStage.composite) }
                stage.sources.want(clips)
                stage.studio.want([CompositeStage.composite: Self.plan(.sideBySide, [Self.anna, Self.bo])])
                for feed in [Self.anna, Self.bo] { try await stage.wait(for: .on, of: feed) }
                _ = try await stage.span(2_500)
                // Killed, a decoder costs nobody else a picture.
                let killed = try #require(processes()?.decoders[Self.anna])
                kill(killed, SIGKILL)
                _ = try await eventually("another decoder", within: CompositeStage.limit) {
                    processes()?.decoders[Self.anna].flatMap { $0 == killed ? nil : $0 }
                }
                // The last picture stands for a while, so "on" alone says nothing.
                _ = try await stage.span(1_500)
                try await stage.wait(for: .on, of: Self.anna)
                let stopped = try #require(processes()?.decoders[Self.bo])
                kill(stopped, SIGSTOP)
                try await stage.wait(for: .reserved, of: Self.bo)
                #expect(stage.phase(Self.anna) == .on)
                try await stage.wait(for: .on, of: Self.bo)
                #expect(!ProcessTable.exists(stopped))
                #expect(Self.isWhole(stage.entries, largestStep: 300))
                let encoder = try #require(processes()?.encoder)
                let killedAt = SystemClock().monotonicTime()
                let end = try stage.log(CompositeStage.composite).end
                kill(encoder, SIGKILL)
                try await eventually("the feed again", within: CompositeStage.limit, every: .milliseconds(10)) {
                    try stage.log(CompositeStage.composite).newestStart.map { $0 > end } == true ? () : nil
                }
                print("encoder back after \((SystemClock().monotonicTime() - killedAt).milliseconds) ms")
                _ = try await stage.span(1_000)
                #expect(Self.isWhole(stage.entries, largestStep: 3_000))
                for feed in [Self.anna, Self.bo] { #expect(stage.phase(feed) == .on) }
            }
        }
    }
}
