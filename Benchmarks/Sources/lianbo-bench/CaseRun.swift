import TestBench

/// Runs one case from its sinks to its figures.
///
/// ```
///   publish ─ start ─ first media everywhere ─ warm-up ─ pause, count ─┬─ 1 s ─ window ─┬─ pause, count ─ end
///                                                                      CPU              CPU, memory
/// ```
///
/// Counting while nothing is under way makes the check exact: between the two counts every account must have got every
/// payload byte that the publisher wrote between them.
struct CaseRun: Sendable {
    var clip: SourceClip
    var settings: ContenderSettings
    var warmUp: Duration
    var window: Duration

    /// Throws ``BenchFailure``, ``MissingProgram`` or what the contender's start threw; everything is ended then.
    func run(_ bench: Bench, _ wanted: BenchCase) async throws -> RunFigures {
        let loadBefore = ProcessFiles.loadAverage
        let farm = try await SinkFarm.start(on: bench, accountCount: wanted.accounts, secure: wanted.secure)
        let contender = try await start(wanted.contender, on: bench, farm)
        let publisher = ClipPublisher(clip: clip, target: contender.feed)
        bench.whenOver { await publisher.stop() }
        do {
            var figures = try await measure(contender, publisher, farm)
            figures.loadBefore = loadBefore
            return figures
        } catch {
            throw BenchFailure("\(error)\n\(contender.process.label) said last:\n\(contender.process.output.tail(8))")
        }
    }

    private func start(_ kind: ContenderKind, on bench: Bench, _ farm: SinkFarm) async throws -> any Contender {
        switch kind {
        case .lianbod: try await LianbodContender.start(on: bench, settings, farm)
        case .nginx: try await NginxContender.start(on: bench, settings, farm)
        case .ffmpeg: try await FfmpegContender.start(on: bench, settings, farm)
        case .floor: try await FloorContender.start(on: bench, settings, farm)
        case .srs: throw BenchFailure("SRS is not driven by this bench.")
        }
    }

    private func measure(
        _ contender: any Contender, _ publisher: ClipPublisher, _ farm: SinkFarm
    ) async throws -> RunFigures {
        var figures = RunFigures()
        figures.command = ProcessFiles.commandLine(of: contender.process.pid)
        try await publisher.start()
        let began = try await contender.begin(publisher)
        let media = try await farm.waitForFirstMedia(within: .seconds(90)) {
            try publisher.check()
            if let end = contender.process.end { throw BenchFailure("\(contender.process.label) ended: \(end)") }
        }
        if let began {
            figures.secondsToFirstMedia = media.first.map { Double($0 - min($0, began)) / 1e9 }
            figures.secondsToLastMedia = Double(media.last - min(media.last, began)) / 1e9
        }
        try await Task.sleep(for: warmUp)

        try await publisher.pause()
        let countedBefore = try await farm.settled()
        let dueBefore = publisher.mediaBytes
        publisher.resume()
        try await Task.sleep(for: .seconds(1))
        _ = publisher.takeLatest()

        let pid = contender.process.pid
        let windowBegin = MonotonicClock.now
        let windowBytes = publisher.mediaBytes
        let before = CPUReading.take(of: pid, settings.cores)
        try await Task.sleep(for: window)
        let after = CPUReading.take(of: pid, settings.cores)
        let windowEnd = MonotonicClock.now
        let seconds = Double(windowEnd - windowBegin) / 1e9
        figures.windowSeconds = seconds
        figures.cpuSeconds = after.seconds(since: before)
        figures.cpuSecondsByThread = after.secondsByThread(since: before)
        figures.cpuSecondsByStat = after.process - before.process
        figures.coreBusySeconds = after.coreBusy - before.coreBusy
        figures.othersBusySeconds = after.othersBusy - before.othersBusy
        figures.coreStolenSeconds = after.coreStolen - before.coreStolen
        figures.megabitsPerAccount = Double(publisher.mediaBytes - windowBytes) * 8 / seconds / 1e6
        figures.publisherLatestMilliseconds = Double(publisher.takeLatest()) / 1e6
        figures.residentKiB = ProcessFiles.status("VmRSS", of: pid)
        figures.residentPeakKiB = ProcessFiles.status("VmHWM", of: pid)

        try await publisher.pause()
        let due = publisher.mediaBytes - dueBefore
        let countedAfter = try await farm.settled(expecting: countedBefore.map { $0 + due })
        try publisher.check()
        figures.bytesDue = due
        figures.take(counted: zip(countedBefore, countedAfter).map { Int64($1) - Int64($0) - Int64(due) })
        figures.loadAfter = ProcessFiles.loadAverage
        figures.delay = DelayFigures.match(
            sent: publisher.frames, within: windowBegin...windowEnd, arrivals: farm.arrivals)
        await publisher.stop()
        await contender.process.end()
        return figures
    }
}
