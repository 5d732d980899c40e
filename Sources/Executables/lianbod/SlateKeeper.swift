import BroadcastModel
import Logging
import Program
import ServiceLifecycle
import Studio

/// Keeps a slate ready for every program, in the program's own format, before it is needed.
///
/// Looks once a second which programs have shown their headers; renders when a format is new; hands the finished clip to
/// the switchboard. A slate that cannot be made costs nothing but the slate: it is said once a format and tried again.
struct SlateKeeper: Service, CustomStringConvertible {
    private static let period = Duration.seconds(1)
    private static let retryAfter = Duration.seconds(30)

    /// What makes another slate necessary; a measured frame rate that wavers does not.
    private struct Shape: Equatable {
        var size: [Int]
        var audio: ProgramFormat.Audio?
        var wish: PlannedSlate?

        init(_ format: ProgramFormat, _ wish: PlannedSlate?) {
            self.wish = wish
            size = format.video.map { [$0.width, $0.height, Int($0.profile ?? 0), Int($0.level ?? 0)] } ?? []
            audio = format.audio
        }
    }

    let switchboard: Switchboard
    let renderer: SlateRenderer
    let clock: any ClockPort
    let logger: Logger

    var description: String { "slate keeper" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var ready: [BroadcastID: Shape] = [:]
            var failed: [BroadcastID: MonotonicTime] = [:]
            while !Task.isCancelled {
                let open = switchboard.openBroadcasts
                ready = ready.filter { open.contains($0.key) }
                failed = failed.filter { open.contains($0.key) }
                for broadcast in open {
                    let wish = switchboard.slateWish(of: broadcast)
                    guard let format = switchboard.programFormat(of: broadcast), ready[broadcast] != Shape(format, wish)
                    else { continue }
                    let now = clock.monotonicTime()
                    if let last = failed[broadcast], now - last < Self.retryAfter { continue }
                    if await make(Slate(wish), format, for: broadcast) {
                        ready[broadcast] = Shape(format, wish)
                    } else {
                        // Better the usual card than nothing, until what the plan names can be had.
                        if wish != nil { _ = await make(.standard, format, for: broadcast) }
                        failed[broadcast] = now
                    }
                }
                try? await clock.sleep(until: clock.monotonicTime() + Self.period)
            }
        }
    }

    private func make(_ slate: Slate, _ format: ProgramFormat, for broadcast: BroadcastID) async -> Bool {
        do {
            let clip = try await renderer.render(slate, format: format)
            switchboard.set(slate: ClipLoop(clip), for: broadcast)
            logger.info(
                "Slate is ready", metadata: ["broadcast": "\(broadcast)", "bytes": "\(clip.byteCount)"])
            return true
        } catch is CancellationError {
            return false
        } catch {
            logger.warning("No slate could be made", metadata: ["broadcast": "\(broadcast)", "why": "\(error)"])
            return false
        }
    }
}

extension Slate {
    /// As planned, or the usual card.
    fileprivate init(_ planned: PlannedSlate?) {
        guard let planned else {
            self = .standard
            return
        }
        let sound = planned.music.map { Slate.Sound.music(path: $0) }
        switch planned.picture {
        case .card(let text): self.init(picture: .card(text), sound: sound ?? .silence)
        case .image(let path): self.init(picture: .image(path: path), sound: sound ?? .silence)
        case .clip(let path): self.init(picture: .clip(path: path), sound: sound ?? .ownSound)
        }
    }
}
