package import BroadcastModel
package import Program
import Synchronization

/// Small pictures of feeds, for people who look at guests before their cue.
///
/// One is made only when somebody asks: a short run of ffmpeg that decodes one keyframe. Nobody asks twice within ``lifetime``, nor
/// before another keyframe has come. At most ``mostRuns`` run at a time; whoever asks meanwhile gets the last picture, or waits
/// where there is none. Nothing runs on its own: a run belongs to the task that asked first, and ends with it.
package actor FeedPreviews {
    /// How long a picture, or the fault in its place, is good enough.
    static let lifetime: Duration = .seconds(2)
    static let mostRuns = 2
    /// Pictures kept; the one that was made first goes.
    private static let mostKept = 256
    private static let mostWaiting = 64
    /// What one run may take.
    private static let runLimit: Duration = .seconds(5)
    /// What may pass until somebody who waits is told that it takes too long.
    private static let patience: Duration = .seconds(15)

    private struct Kept {
        var mark: PreviewFrame.Mark?
        var jpeg: [UInt8]?
        var fault: Fault?
        var triedAt: MonotonicTime
    }

    private let configuration: StudioConfiguration
    private let clock: any ClockPort
    private let read: @Sendable (FeedID) -> MediaLog?
    private var kept: [FeedID: Kept] = [:]
    private var running: Set<FeedID> = []
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// Runs begun so far.
    private(set) var runs: UInt64 = 0

    /// `read` gives a feed's log; nil: there is no such feed.
    package init(
        configuration: StudioConfiguration = StudioConfiguration(), clock: any ClockPort,
        read: @escaping @Sendable (FeedID) -> MediaLog?
    ) {
        self.configuration = configuration
        self.clock = clock
        self.read = read
    }

    /// The newest picture of `feed`. Throws `notFound` when it brings none, `malformed` when its pictures cannot be decoded,
    /// `stalled`, `unsupported` without ffmpeg, or `CancellationError`.
    package func picture(of feed: FeedID) async throws -> FeedPreview {
        let asked = clock.monotonicTime()
        while true {
            try Task.checkCancellation()
            let now = clock.monotonicTime()
            guard let log = read(feed) else {
                kept[feed] = nil
                throw Fault(.notFound, "There is no feed \(feed).", blame: .operatorSide)
            }
            let frame: PreviewFrame
            do {
                frame = try PreviewFrame(log, of: feed, now: now)
            } catch {
                kept[feed] = nil
                throw error
            }
            if let known = try known(of: feed, showing: frame.mark, now: now) { return known }
            if running.count < Self.mostRuns, !running.contains(feed) {
                try await make(frame, of: feed)
                continue
            }
            guard now - asked <= Self.patience, waiting.count < Self.mostWaiting else {
                throw Fault(.stalled, "Too many previews are being made; ask again.", blame: .ours)
            }
            // Ends with a run, which has a limit.
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    /// What is good enough for now; nil: one is to be made.
    private func known(
        of feed: FeedID, showing mark: PreviewFrame.Mark, now: MonotonicTime
    ) throws -> FeedPreview? {
        guard let entry = kept[feed] else { return nil }
        let isBusy = running.count >= Self.mostRuns || running.contains(feed)
        let isFresh = now - entry.triedAt < Self.lifetime
        guard entry.mark == mark || isFresh || (isBusy && entry.jpeg != nil) else { return nil }
        guard let jpeg = entry.jpeg, let shown = entry.mark else {
            if let fault = entry.fault, isFresh { throw fault }
            return nil
        }
        let age = (now - shown.writtenAt).milliseconds
        guard age <= FeedPreview.oldest else { return nil }
        return FeedPreview(jpeg: jpeg, ageMilliseconds: max(0, age))
    }

    /// Makes one and keeps it, or the fault in its place. Throws `CancellationError` alone.
    private func make(_ frame: PreviewFrame, of feed: FeedID) async throws {
        running.insert(feed)
        runs += 1
        defer {
            running.remove(feed)
            let woken = waiting
            waiting = []
            for waiter in woken { waiter.resume() }
        }
        var entry = Kept(mark: frame.mark, triedAt: clock.monotonicTime())
        do {
            entry.jpeg = try await jpeg(of: frame)
        } catch let fault as Fault {
            entry.fault = fault
            entry.mark = nil
        }
        // From its end on: a slow one is as good as a quick one.
        entry.triedAt = clock.monotonicTime()
        keep(entry, of: feed)
    }

    private func keep(_ entry: Kept, of feed: FeedID) {
        kept[feed] = entry
        let now = clock.monotonicTime()
        kept = kept.filter { (now - $0.value.triedAt).milliseconds <= FeedPreview.oldest }
        if kept.count > Self.mostKept, let first = kept.min(by: { $0.value.triedAt < $1.value.triedAt }) {
            kept[first.key] = nil
        }
    }

    private func jpeg(of frame: PreviewFrame) async throws -> [UInt8] {
        var command = StudioCommand(
            "ffmpeg", executable: try InstalledTool.ffmpeg.path(configuration.ffmpeg),
            arguments: PreviewRecipe.arguments)
        command.supply = WholeSupply(frame.flv)
        let output = Mutex<[UInt8]>([])
        let lines: [String]
        do {
            lines = try await ToolRun(command, within: Self.runLimit, clock: clock).whole { piece in
                output.withLock { output in
                    output.append(contentsOf: piece)
                    return output.count <= PreviewRecipe.mostBytes
                }
            }
        } catch let fault as Fault where fault.code == .malformed {
            throw Self.undecodable(fault.cause)
        }
        let jpeg = output.withLock { $0 }
        guard jpeg.count <= PreviewRecipe.mostBytes, PreviewRecipe.isWhole(jpeg) else {
            throw Self.undecodable(lines.last)
        }
        return jpeg
    }

    private static func undecodable(_ cause: String?) -> Fault {
        Fault(
            .malformed,
            "No picture can be made of what the feed brings: it is broken, or in a codec that this ffmpeg does not know.",
            blame: .operatorSide, cause: cause)
    }
}
