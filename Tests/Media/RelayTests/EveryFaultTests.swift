import BroadcastModel
import FoundationEssentials
import Program
import Relay
import Synchronization
import TestBench
import Testing

@Suite(.serialized) struct `The relay, among every fault` {
    private static let accounts = (0..<12).map { "h\($0)" }
    private static let witnesses = (0..<4).map { "w\($0)" }
    /// How much later pictures may be beside accounts in trouble.
    private static let tolerance = 20.0

    /// One playing, with accounts in every kind of trouble beside sound ones. A second relay carries as many sound
    /// accounts and nothing else: what the machine does to both is no fault of the troubles.
    @Test(.timeLimit(.minutes(4)))
    func `gives sound accounts every frame in time, and takes each faulty one back clean when its fault ends`()
        async throws
    {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(42))
            let original = try FLVRecording(contentsOf: clip)
            let rate = try #require(FileManager.default.contents(atPath: clip)).count / 42
            let nginx = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            let other = try await NginxRTMP.start(on: bench)
            let (witness, quiet) = (try await WitnessSink.start(on: bench), try await WitnessSink.start(on: bench))
            let healthy = try await WitnessSink.start(on: bench)
            let fronts = try await Fronts(on: bench, before: healthy.port)
            let networks = try await Networks(on: bench, healthy: healthy, bytesPerSecond: rate)
            let afflictions =
                try await Affliction.peers(on: bench, healthy: healthy, bytesPerSecond: rate)
                + fronts.afflictions(on: bench) + networks.afflictions
            let isInTime = Mutex(false)
            try await RelayStage.run(
                clip: clip,
                configure: {
                    $0.sendBufferBytes = 64 << 10
                    $0.outbound.certificateAuthorityFile = fronts.authorities
                }
            ) { stage in
                for name in Self.accounts {
                    try stage.attach(name, nginx.address(of: name))
                    try stage.attachQuietly(name, other.address(of: name))
                }
                for name in Self.witnesses {
                    try stage.attach(name, witness.address(of: name))
                    try stage.attachQuietly(name, quiet.address(of: name))
                }
                try await stage.waitForSessions(Set(Self.accounts), at: nginx)
                try await stage.waitForSessions(Set(Self.accounts), at: other)
                let start = ContinuousClock.now
                async let playing: Void = stage.play()
                try await Task.sleep(until: start + .milliseconds(1500), clock: .continuous)
                for affliction in afflictions { try stage.attach(affliction.name, affliction.address) }
                try await Task.sleep(until: start + .seconds(4), clock: .continuous)
                networks.leave()
                try await Task.sleep(until: start + .seconds(24), clock: .continuous)
                for affliction in afflictions {
                    let status = try #require(stage.status(affliction.name))
                    #expect(affliction.shows(status), "\(affliction.name): \(status)")
                }
                for affliction in afflictions {
                    affliction.heal?()
                    if affliction.asks { stage.relay.retry(stage.destination(affliction.name)) }
                }
                try await Task.sleep(until: start + .seconds(34), clock: .continuous)
                networks.comeBack()
                try await playing
                for affliction in afflictions {
                    _ = try await stage.wait(for: affliction.name, within: .seconds(20), "back") { $0.state == .live }
                }
                let exam = SessionExam(original: original)
                for affliction in afflictions {
                    let sessions = networks.sessions(of: affliction.name)
                    #expect(sessions.last.map { !$0.isOver } == true, "\(affliction.name) has no session")
                    for session in sessions {
                        #expect(exam.complaints(about: session) == [], "\(affliction.name)")
                    }
                }
                try await networks.check(stage, exam)
                // The last frames are under way for no longer than a tick, and the machine may be late.
                for name in Self.accounts + Self.witnesses {
                    stage.relay.detach(stage.destination(name))
                    let end = try await stage.wait(for: name, "ended") { $0.state == .ended && $0.bitsPerSecond == 0 }
                    #expect(end.attempt == 1 && end.messagesDropped == 0, "\(name): \(end)")
                }
                let beside = AddedDelay(Self.witnesses.flatMap { witness.sessions(of: $0) }, pushedAt: stage.pushedAt)
                let alone = AddedDelay(Self.witnesses.flatMap { quiet.sessions(of: $0) }, pushedAt: stage.pushedAt)
                #expect(beside.count == Self.witnesses.count * original.video.count)
                print("Added delay beside faults: \(beside); without: \(alone).")
                isInTime.withLock { $0 = beside.p99 <= alone.p99 + Self.tolerance }
            }
            // A machine with other work may hold one relay up and not the other: it gets a second chance.
            if !isInTime.withLock({ $0 }) { try await Self.compareDelays(clip: clip, on: bench, bytesPerSecond: rate) }
            _ = try await eventually("nginx closes its recordings", within: .seconds(10)) {
                try await nginx.status().streams.isEmpty ? true : nil
            }
            for name in Self.accounts {
                let comparison = FLVComparison(
                    original: original, recording: try FLVRecording(contentsOf: nginx.recording(of: name)))
                #expect(
                    comparison.isEveryFrame && comparison.video.before == 0 && comparison.video.after == 0,
                    "\(name): \(comparison)")
            }
        }
    }
}

extension `The relay, among every fault` {
    /// The same, of half a minute and with nothing but the delay in view.
    private static func compareDelays(clip: String, on bench: Bench, bytesPerSecond: Int) async throws {
        let (witness, quiet) = (try await WitnessSink.start(on: bench), try await WitnessSink.start(on: bench))
        let healthy = try await WitnessSink.start(on: bench)
        let afflictions = try await Affliction.peers(on: bench, healthy: healthy, bytesPerSecond: bytesPerSecond)
        try await RelayStage.run(clip: clip, configure: { $0.sendBufferBytes = 64 << 10 }) { stage in
            for name in accounts + witnesses {
                try stage.attach(name, witness.address(of: name))
                try stage.attachQuietly(name, quiet.address(of: name))
            }
            for affliction in afflictions { try stage.attach(affliction.name, affliction.address) }
            let playing = Task { try await stage.play() }
            _ = try await eventually("30 s of programme", within: .seconds(40)) {
                stage.pushedAt.count >= 30 * 30 ? true : nil
            }
            playing.cancel()
            let beside = AddedDelay(witnesses.flatMap { witness.sessions(of: $0) }, pushedAt: stage.pushedAt)
            let alone = AddedDelay(witnesses.flatMap { quiet.sessions(of: $0) }, pushedAt: stage.pushedAt)
            print("Again, beside faults: \(beside); without: \(alone).")
            #expect(beside.p99 <= alone.p99 + tolerance, "\(beside), and without faults \(alone)")
        }
    }
}

/// Servers with bad certificates, and a sound one for afterwards.
private struct Fronts {
    let expired: TLSFront
    let wrongName: TLSFront
    let sound: TLSFront
    /// PEM file of the authorities of all three.
    let authorities: String

    init(on bench: Bench, before port: Int) async throws {
        expired = try await TLSFront.start(on: bench, .expired, before: port)
        wrongName = try await TLSFront.start(on: bench, .wrongName, before: port)
        sound = try await TLSFront.start(on: bench, .sound, before: port)
        let files = try [expired, wrongName, sound].map {
            try #require(FileManager.default.contents(atPath: $0.authorityFile))
        }
        authorities = try bench.scratchDirectory(named: "authorities")
            .write(files.map { String(decoding: $0, as: UTF8.self) }.joined(), to: "authorities.pem")
    }

    func afflictions(on bench: Bench) async throws -> [Affliction] {
        [
            try await .certificate("expired", bad: expired, sound: sound, on: bench),
            try await .certificate("wrong-name", bad: wrongName, sound: sound, on: bench),
        ]
    }
}

/// Bad networks before a sound server, and a server that is slow to answer or resets.
private struct Networks {
    let lossy: TroubledProxy
    let far: TroubledProxy
    let halved: TroubledProxy
    let away: TroubledProxy
    /// Answers `publish` after 20 s.
    let late: WitnessSink
    /// Resets every 3 s.
    let flapping: WitnessSink
    let healthy: WitnessSink
    let bytesPerSecond: Int

    init(on bench: Bench, healthy: WitnessSink, bytesPerSecond: Int) async throws {
        lossy = try await .start(on: bench, before: healthy.port, .init(loss: 0.02))
        far = try await .start(on: bench, before: healthy.port, .init(delay: .milliseconds(100)))
        halved = try await .start(on: bench, before: healthy.port)
        away = try await .start(on: bench, before: healthy.port)
        var conduct = WitnessSink.Conduct()
        conduct.answersPublishAfter = .seconds(20)
        late = try await .start(on: bench, conduct)
        flapping = try await .start(on: bench, .init(drop: .afterTime(.seconds(3))))
        self.healthy = healthy
        self.bytesPerSecond = bytesPerSecond
    }

    var afflictions: [Affliction] {
        [
            Affliction(
                name: "lossy", address: lossy.address(of: "lossy"), shows: { $0.state == .live && $0.attempt == 1 },
                heal: nil, asks: false),
            Affliction(
                name: "far", address: far.address(of: "far"), shows: { $0.state == .live && $0.attempt == 1 },
                heal: nil, asks: false),
            Affliction(
                name: "halved", address: halved.address(of: "halved"), shows: { $0.messagesDropped > 0 },
                heal: { halved.set(.init()) }, asks: false),
            Affliction(
                name: "away", address: away.address(of: "away"),
                shows: { $0.lastFault?.code == .stalled || $0.lastFault?.code == .publishTimedOut }, heal: nil,
                asks: false),
            Affliction(
                name: "late", address: late.address(of: "late"),
                shows: { $0.state == .live && $0.attempt == 1 && $0.lastFault == nil }, heal: nil, asks: false),
            Affliction(
                name: "flapping", address: flapping.address(of: "flapping"),
                shows: { $0.attempt >= 3 && $0.lastFault?.code == .connectionReset && $0.reconnects >= 2 },
                heal: { flapping.set(.init()) }, asks: false),
        ]
    }

    /// At any of the servers.
    func sessions(of name: String) -> [WitnessSink.Session] {
        [late, flapping, healthy].flatMap { $0.sessions(of: name) }
    }

    func leave() {
        away.set(.away)
        halved.set(.init(bytesPerSecond: bytesPerSecond / 2))
    }

    func comeBack() { away.set(.init()) }

    func check(_ stage: RelayStage, _ exam: SessionExam) async throws {
        for name in ["lossy", "far"] {
            let sessions = healthy.sessions(of: name)
            #expect(sessions.count == 1 && sessions.allSatisfy { exam.missingPictures(in: $0) == 0 }, "\(name)")
            #expect(stage.status(name)?.messagesDropped == 0, "\(name)")
        }
        let far = AddedDelay(healthy.sessions(of: "far"), pushedAt: stage.pushedAt)
        let lossy = AddedDelay(healthy.sessions(of: "lossy"), pushedAt: stage.pushedAt)
        #expect(far.percentile(0.01) >= 100)
        print("Through 200 ms: \(far); through 2 % loss: \(lossy).")
        #expect(healthy.sessions(of: "halved").count == 1)
        #expect(healthy.count(of: "away") == 2 && stage.status("away")?.reconnects == 1)
    }
}
