import BroadcastModel

/// Makes one picture and one sound of several people's. Holds no clock, no file and no process: time is passed in.
///
/// ```
/// decoders ── take(picture), take(sound) ──► SeatLine a person ─┐
/// cards ───── set(card) ────────────────────────────────────────┼─► frame(number, at) ──► encoder
/// plan ────── show(scene) ──────────────────────────────────────┘
/// ```
/// A scene that looks different is shown once those who are in view have pictures for it, or after ``patience``; how people
/// sound changes at once.
struct CompositeMixer: Sendable {
    /// What a new scene may take to have its pictures before it is shown as it is.
    static let patience: Duration = .milliseconds(2_500)

    let format: CompositeFormat
    private var scene: CompositeScene?
    private var coming: (scene: CompositeScene, until: MonotonicTime)?
    private var lines: [SeatKey: SeatLine] = [:]
    private var cards: [SeatKey: RawPicture] = [:]
    private var canvas: Canvas
    private var ducking = Ducking()
    /// Factors that the last block ended with.
    private var gains: [FeedID: Float] = [:]
    private var soundEnd: Int64?
    private var phases: [FeedID: CompositeSeatState.Phase] = [:]

    init(_ format: CompositeFormat) {
        self.format = format
        canvas = Canvas(width: format.width, height: format.height)
    }

    // MARK: What comes in

    /// From now on this is wanted.
    mutating func show(_ wanted: CompositeScene, now: MonotonicTime) {
        for key in wanted.keys where lines[key] == nil { lines[key] = SeatLine(sampleRate: format.sampleRate) }
        guard var present = scene else {
            change(to: wanted)
            return
        }
        if present.looks(like: wanted) {
            coming = nil
            scene = wanted
        } else {
            present.sound(like: wanted)
            scene = present
            // A change of mind about sound must not put the picture off.
            let until = coming.flatMap { $0.scene.looks(like: wanted) ? $0.until : nil } ?? now + Self.patience
            coming = (wanted, until)
        }
        forgetUnneeded()
    }

    /// Whose pictures and sound are of use at present.
    var neededKeys: Set<SeatKey> { (scene?.keys ?? []).union(coming?.scene.keys ?? []) }

    /// A new decoder begins for that seat.
    mutating func restart(_ key: SeatKey) { lines[key]?.restart() }

    /// What stands in a seat while nobody is there.
    mutating func set(card: RawPicture, for key: SeatKey) {
        guard neededKeys.contains(key) else { return }
        cards[key] = card
    }

    mutating func take(
        _ picture: RawPicture, time: Int64, loggedAt: MonotonicTime?, for key: SeatKey, now: MonotonicTime
    ) {
        lines[key]?.take(picture, time: time, loggedAt: loggedAt, now: now)
    }

    mutating func take(_ samples: [Int16], time: Int64, for key: SeatKey, now: MonotonicTime) {
        lines[key]?.take(samples, time: time, now: now)
    }

    // MARK: What goes out

    /// What the seats of the last frame showed.
    func phase(of feed: FeedID) -> CompositeSeatState.Phase { phases[feed] ?? .waiting }

    /// Picture `number`, which is due at `moment`, and the sound from where the last one ended. Numbers grow; they may leave some out.
    mutating func frame(_ number: Int64, at moment: MonotonicTime) -> MixedFrame {
        if let coming, moment >= coming.until || isReady(coming.scene, at: moment) { change(to: coming.scene) }
        var sources: [FeedID: MonotonicTime] = [:]
        // The nearest picture, not the one before: half a frame early is no worse than half a frame late.
        let nearest = moment + .nanoseconds(format.nanoseconds(at: 1) / 2)
        for seat in scene?.seats ?? [] {
            let shown = lines[seat.key]?.picture(at: nearest)
            sources[seat.key.feed] = shown?.loggedAt
            let hasBeenOn = phases[seat.key.feed] != nil && phases[seat.key.feed] != .waiting
            phases[seat.key.feed] = shown != nil ? .on : hasBeenOn ? .reserved : .waiting
            if let shown {
                canvas.draw(shown.picture, in: seat.place)
            } else {
                let (width, height) = (seat.place.width, seat.place.height)
                canvas.draw(cards[seat.key] ?? .dark(width: width, height: height), in: seat.place)
            }
        }
        let end = format.samples(before: number)
        let start = min(end, soundEnd ?? end)
        soundEnd = end
        return MixedFrame(
            number: number, picture: canvas.bytes, soundPosition: start,
            sound: sound(from: start, to: end, number: number, at: moment), sources: sources)
    }

    private mutating func sound(from start: Int64, to end: Int64, number: Int64, at moment: MonotonicTime) -> [UInt8] {
        // Beyond a second of silence nothing is made up for: time stamps say what was left out.
        let count = Int(min(end - start, Int64(format.sampleRate)))
        guard count > 0 else { return [] }
        let length = Int64(count) * 1_000_000_000 / Int64(format.sampleRate)
        let beginning = moment + .nanoseconds(-length)
        var voices: [(seat: CompositeScene.Seat, samples: [Int16])] = []
        for seat in scene?.seats ?? [] {
            if let samples = lines[seat.key]?.sound(count, from: beginning) { voices.append((seat, samples)) }
        }
        let loudest = voices.lazy.filter { $0.seat.hasPriority && !$0.seat.isMuted }
            .compactMap { SoundMix.level($0.samples) }.max()
        ducking.advance(.nanoseconds(length), loudestPriority: loudest)
        var mix = SoundMix(count: count)
        for seat in scene?.seats ?? [] {
            let target = gain(of: seat)
            let before = gains.updateValue(target, forKey: seat.key.feed) ?? target
            guard let voice = voices.first(where: { $0.seat.key == seat.key }) else { continue }
            mix.add(voice.samples, gain: before, target: target)
        }
        return mix.bytes
    }

    private func gain(of seat: CompositeScene.Seat) -> Float {
        guard !seat.isMuted else { return 0 }
        let lowered = seat.hasPriority ? 0 : ducking.depth * (scene?.duckDecibels ?? 0)
        return SoundMix.factor(decibels: seat.levelDecibels - lowered)
    }

    // MARK: Scenes

    /// Everybody who is in view would be in view.
    private func isReady(_ scene: CompositeScene, at moment: MonotonicTime) -> Bool {
        scene.seats.allSatisfy { seat in
            phases[seat.key.feed] != .on || lines[seat.key]?.isReady(at: moment) == true
        }
    }

    private mutating func change(to scene: CompositeScene) {
        self.scene = scene
        coming = nil
        canvas.clear()
        let feeds = Set(scene.seats.map(\.key.feed))
        phases = phases.filter { feeds.contains($0.key) }
        gains = gains.filter { feeds.contains($0.key) }
        forgetUnneeded()
    }

    private mutating func forgetUnneeded() {
        let needed = neededKeys
        lines = lines.filter { needed.contains($0.key) }
        cards = cards.filter { needed.contains($0.key) }
    }
}
