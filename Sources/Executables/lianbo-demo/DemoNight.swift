import BroadcastModel
import ControlClient
import ControlWire
import Curl
import FoundationEssentials
import Outbound
import TestBench

/// The demo from the first server to the report.
struct DemoNight: Sendable {
    let bench: Bench
    let console: DemoConsole
    let interruption: Interruption
    let accountCount: Int
    let seconds: Int?
    let daemonBinary: String
    let commandBinary: String
    let planFile: String
    var pictures: DemoPictures?

    /// From the plan to air; accounts are prepared in the last part of it.
    private static let notice = Duration.seconds(8)
    private static let lead = Duration.seconds(5)
    /// The rundown's length when nobody says how long.
    private static let unattendedLength = Duration.seconds(600)

    private struct Stage {
        var daemon: DaemonProcess
        var client: ControlClient
        var farm: EndpointFarm
        var plan: BroadcastPlan
        var ingestPort: Int
        var address: String
        var tokenFile: String

        /// Feeds that are shown beside others.
        var seats: Set<FeedID> {
            Set(
                plan.feeds.flatMap { feed -> [FeedID] in
                    guard case .composite(let plan) = feed.source else { return [] }
                    return plan.seats.map(\.feed)
                })
        }
    }

    /// Throws `CancellationError` when it is interrupted before there is anything to report on.
    func run() async throws -> DemoReport {
        console.say("lianbo demo: \(accountCount) accounts, \(seconds.map { "\($0) s" } ?? "until Ctrl-C")")
        let sender = try CurlClient(configuration: .loopback)
        defer { sender.shutdown() }
        let stage = try await interruption.cancelling { try await setStage(sender) }
        do {
            return try await perform(stage)
        } catch {
            if !(error is CancellationError) {
                console.complain("The daemon's last lines:\n\(await stage.daemon.tail)")
            }
            throw error
        }
    }

    private func setStage(_ sender: CurlClient) async throws -> Stage {
        console.say("  starting endpoints (nginx-rtmp)")
        let farm = try await EndpointFarm.start(on: bench, accountCount: accountCount)
        try interruption.check()
        console.say("  starting the daemon")
        let scratch = try bench.scratchDirectory(named: "demo")
        let data = try scratch.directory("data")
        let ports = try KernelPorts.free(2)
        let configuration = """
            data_directory: \(data)
            log: { level: info }
            ingest: { host: 127.0.0.1, port: \(ports[0]) }
            api: { host: 127.0.0.1, port: \(ports[1]) }
            outbound: { lab_networks: ["127.0.0.0/8"] }

            """
        let file = try scratch.write(configuration, to: "lianbo.yaml")
        let daemon = try await DaemonProcess.start(
            on: bench, binary: daemonBinary, configurationFile: file, healthPort: ports[1])
        try interruption.check()
        let tokenFile = "\(data)/admin.token"
        guard let token = FileManager.default.contents(atPath: tokenFile).map({ String(decoding: $0, as: UTF8.self) })
        else {
            throw BenchFailure("The daemon left no sign-in token at \(tokenFile).")
        }
        let address = "http://127.0.0.1:\(ports[1])"
        let client = ControlClient(base: address, token: Secret(token.filter { !$0.isWhitespace }), sender: sender)
        let length = seconds.map { Duration.seconds($0) } ?? Self.unattendedLength
        var demo = try DemoPlan(
            file: planFile, accountCount: accountCount, length: length, start: SystemClock().wallTime() + Self.notice,
            lead: Self.lead,
            endsByClock: seconds != nil)
        for index in demo.plan.accounts.indices {
            demo.plan.accounts[index].settings = farm.settings(of: demo.plan.accounts[index].id, at: index)
        }
        if pictures != nil {
            let trouble = try await DemoPictures.trouble(on: bench)
            for (index, address) in zip(demo.plan.accounts.indices.suffix(trouble.count), trouble) {
                demo.plan.accounts[index].settings = ["server": "nginx-rtmp", "push": address]
            }
        }
        do {
            _ = try await client.plan(fileName: "demo.yaml", yaml: demo.yaml)
        } catch let fault as ClientFault {
            let faults = fault.problem?.faults?.map { "line \($0.line): \($0.path) \($0.message)" } ?? []
            throw BenchFailure(([fault.message] + faults).joined(separator: "\n"))
        }
        return Stage(
            daemon: daemon, client: client, farm: farm, plan: demo.plan, ingestPort: ports[0], address: address,
            tokenFile: tokenFile)
    }

    private func perform(_ stage: Stage) async throws -> DemoReport {
        let id = stage.plan.id.rawValue
        guard let feed = stage.plan.feeds.first else { throw BenchFailure("The plan has no feed.") }
        var encoders = [try await encode(feed, stage, caption: "studio")]
        // Who is seen beside the studio sends from an encoder of his own, as he would from another city.
        for feed in stage.plan.feeds.dropFirst() where stage.seats.contains(feed.id) {
            encoders.append(try await encode(feed, stage, caption: "guest"))
        }
        _ = try await stage.client.command("arm", broadcast: id)
        invite(stage)
        let audience = DemoAudience(bench: bench, farm: stage.farm, accounts: stage.plan.accounts)
        async let taken: Void = takePictures(stage)
        let watch = try await follow(stage, audience)
        try await taken
        var report = try await gather(stage, watch, audience)
        await audience.end()
        for encoder in encoders { await encoder.end() }
        await stage.daemon.terminate()
        await stage.farm.end()
        try await check(stage, &report)
        return report
    }

    private func encode(_ feed: PlannedFeed, _ stage: Stage, caption: String) async throws -> FfmpegEncoder {
        let key = Secret(Self.randomText())
        try await stage.client.setStreamKey(of: feed.id.rawValue, to: key)
        console.say("  starting the encoder of \(feed.name) (ffmpeg, 1280x720, 30 frames a second)")
        var picture = FfmpegEncoder.Configuration(
            width: 1280, height: 720, framesPerSecond: 30, videoBitsPerSecond: 1_400_000)
        picture.caption = caption
        let encoder = try await FfmpegEncoder.start(
            on: bench, to: "rtmp://127.0.0.1:\(stage.ingestPort)/live", key: Secret("\(feed.id)?key=\(key.reveal())"),
            picture)
        _ = try await eventually("the encoder's picture at the daemon", within: .seconds(15)) {
            try interruption.check()
            if let end = encoder.process.end {
                throw BenchFailure("ffmpeg ended (\(end)):\n\(encoder.process.output.tail())")
            }
            return try await stage.client.board(of: stage.plan.id.rawValue).feeds.contains {
                $0.id == feed.id.rawValue && $0.connected
            } ? true : nil
        }
        return encoder
    }

    /// Half-way through the programme, when there is something to see.
    private func takePictures(_ stage: Stage) async throws {
        guard let pictures, let seconds else { return }
        try await Task.sleep(for: Self.notice + .seconds(seconds / 2))
        let id = stage.plan.id.rawValue
        let token = Secret(Self.randomText())
        _ = try await stage.client.makeStageLink("pictures", token: token, of: id)
        _ = try await stage.client.say("下一位嘉宾已到场 · The next guest is here", onStageOf: id)
        try await pictures.take(on: bench, address: stage.address, tokenFile: stage.tokenFile) { language in
            Secret("\(stage.address)/stage?lang=\(language)#\(token.reveal())")
        }
        console.say("Pictures of the dashboard, the director's page and the stage are in \(pictures.directory)")
    }

    /// Where to look while it runs.
    private func invite(_ stage: Stage) {
        console.say("  dashboard  \(stage.address)/")
        console.say("  token      in \(stage.tokenFile)")
        if console.isTerminal {
            console.say("             to sign in, paste what this prints:  cat \(stage.tokenFile)")
            console.say(
                "  terminal   \(commandBinary) broadcast watch \(stage.plan.id) --server \(stage.address) --token-file \(stage.tokenFile)"
            )
        }
        console.say("")
    }

    /// Watches until the broadcast is over, by its clock or by an interruption.
    private func follow(_ stage: Stage, _ audience: DemoAudience) async throws -> NightWatch {
        let id = stage.plan.id.rawValue
        let hand = OperatorHand(client: stage.client, broadcast: id, patience: seconds == nil ? .seconds(5) : .zero)
        let limit: Duration = seconds.map { .seconds($0) + Self.notice + .seconds(45) } ?? .seconds(7 * 24 * 3600)
        let ending = Task {
            for await _ in interruption.events() { try await endByHand(stage) }
        }
        defer { ending.cancel() }
        return try await withTimeLimit(limit, "the programme to end") {
            var watch = NightWatch()
            for try await board in stage.client.boards(of: id) {
                watch.take(board)
                console.status(watch.status)
                if ["ended", "aborted"].contains(board.broadcast.phase) { return watch }
                guard !interruption.hasCome else { continue }
                try await audience.take(board)
                await hand.take(board)
            }
            throw BenchFailure("The daemon's events ended before the programme did.")
        }
    }

    /// Ends the programme, or calls it off when it is not on air yet.
    private func endByHand(_ stage: Stage) async throws {
        console.say("\nEnding the programme. Press Ctrl-C again to stop at once.")
        let id = stage.plan.id.rawValue
        do {
            _ = try await stage.client.command("end", broadcast: id)
        } catch {
            _ = try await stage.client.command("abort", broadcast: id)
        }
    }

    private func gather(_ stage: Stage, _ watch: NightWatch, _ audience: DemoAudience) async throws -> DemoReport {
        let found = try await stage.client.report(of: stage.plan.id.rawValue)
        guard let airedAt = found.broadcast.airedAt ?? watch.airedAt else { throw CancellationError() }
        let board = try await stage.client.board(of: stage.plan.id.rawValue)
        let fired = Dictionary(
            found.asRun.filter { $0.action == "fired" }.compactMap { entry in entry.cue.map { ($0, entry) } }
        ) { first, _ in first }
        var report = DemoReport()
        report.broadcast = found.broadcast.title
        report.secondsOnAir = found.broadcast.endedAt.map { Double($0 - airedAt) / 1000 }
        report.accountsPlanned = found.accountsPlanned
        report.accountsReached = found.accountsReached
        report.bytesSent = found.bytesSent
        report.messagesDropped = found.messagesDropped
        report.reconnects = found.reconnects
        report.cuesPlanned = found.cuesPlanned
        report.cuesFired = found.cuesFired
        report.cuesSkipped = found.cuesSkipped
        report.worstCueLatenessMilliseconds = found.worstCueLatenessMilliseconds
        report.cues = board.rundown.cues.map { cue in
            .init(
                id: cue.id, title: cue.title, state: cue.state, by: fired[cue.id]?.by,
                lateMilliseconds: fired[cue.id]?.lateMilliseconds)
        }
        report.players = await audience.count
        report.peakViewers = found.figures.peakConcurrent
        report.secondsToLastFirstMedia = watch.secondsToLastFirstMedia(accountCount: found.accountsPlanned)
        // Ended early by hand, only what was due counts as not run; a second is left for the clock.
        let due = report.secondsOnAir.map { Int64($0 * 1000) - 1000 } ?? Int64.max
        let missed = board.rundown.cues.filter {
            ["pending", "held"].contains($0.state)
                && (!interruption.hasCome || (!$0.byHand && $0.atMilliseconds <= due))
        }
        report.failures += missed.map { "cue \($0.id) (\($0.title)) did not run" }
        if found.broadcast.phase == "aborted" { report.failures.append("the broadcast was aborted") }
        return report
    }

    private func check(_ stage: Stage, _ report: inout DemoReport) async throws {
        let start = ContinuousClock.now
        let expected = stage.plan.accounts.dropLast(pictures == nil ? 0 : DemoPictures.troubled)
        let recordings = expected.enumerated().map {
            (account: $0.element.id, path: stage.farm.recording(of: $0.element.id, at: $0.offset))
        }
        let total = recordings.count
        console.say("Decoding what arrived at \(total) accounts")
        let findings = try await RecordingCheck.run(
            recordings, parallel: max(2, ProcessInfo.processInfo.activeProcessorCount)
        ) { done in
            console.status("  \(done)/\(total) examined")
        }
        report.accountsDecodable = findings.count { $0.complaint == nil }
        report.accountsShort = findings.compactMap { finding in
            finding.complaint.map { .init(account: finding.account.rawValue, reason: $0) }
        }
        report.failures += report.accountsShort.map { "\($0.account): \($0.reason)" }
        report.secondsToCheck = Double((ContinuousClock.now - start).milliseconds) / 1000
        report.passed = report.failures.isEmpty && report.accountsDecodable == expected.count
    }

    private static func randomText() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
        var generator = SystemRandomNumberGenerator()
        return String((0..<32).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }
}
