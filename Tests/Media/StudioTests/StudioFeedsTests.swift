import BroadcastModel
import Program
import Studio
import TestBench
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Real ffmpeg, real sockets, a real switchboard.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct StudioFeedsTests {
    private static let feed = FeedID("pulled")

    private static func isForward(_ entries: [LogEntry]) -> Bool {
        [MediaKind.audio, .video].allSatisfy { kind in
            let times = entries.filter { $0.message.kind == kind }.map(\.message.timestamp)
            return zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }
        }
    }

    @Test func `A file is played at its own pace, again and again, with time going forward`() async throws {
        try await withBench { bench in
            let path = try await Material.clip(in: bench.scratchDirectory(), seconds: 2)
            try await FeedStage.with([Self.feed]) { stage in
                stage.studio.want([Self.feed: .file(path: path, loop: true)])
                let started = ContinuousClock.now
                try await stage.waitForMedia(Self.feed)
                let log = try stage.log(Self.feed)
                let times = try await eventually("five seconds of it", within: FeedStage.limit) { () -> [Int64]? in
                    let entries = log.read(from: 0, limit: 100_000).entries
                    #expect(Self.isForward(entries))
                    let last = entries.last?.message.timestamp ?? 0
                    return last >= 5_000 ? entries.filter { $0.start != nil }.map(\.message.timestamp) : nil
                }
                #expect(ContinuousClock.now - started > .milliseconds(3_900))
                #expect(times.count >= 3)
                #expect(log.headers.video != nil)
                #expect(log.headers.audio != nil)
                #expect(log.headers.metadata?.isMetadata == true)
                let format = try #require(ProgramFormat(log: log))
                #expect(format.video?.width == 320)
                #expect(format.video?.frameRate.description == "25/1")
                #expect(format.audio == ProgramFormat.Audio(sampleRate: 44_100, channels: 1))
            }
        }
    }

    @Test func `A file played once is over, and stays so`() async throws {
        try await withBench { bench in
            let path = try await Material.clip(in: bench.scratchDirectory(), seconds: 1)
            try await FeedStage.with([Self.feed]) { stage in
                stage.studio.want([Self.feed: .file(path: path, loop: false)])
                try await eventually("the end", within: FeedStage.limit) {
                    stage.studio.statuses()[Self.feed] == .ended ? () : nil
                }
                #expect(stage.report(Self.feed)?.launches == 1)
                #expect(stage.board.feedStatuses()[Self.feed]?.connected == false)
                stage.studio.want([Self.feed: .file(path: path, loop: true)])
                try await stage.waitForMedia(Self.feed, after: try stage.log(Self.feed).end)
            }
        }
    }

    @Test func `Killed or stopped, ffmpeg is replaced and the feed goes on`() async throws {
        try await withBench { bench in
            let path = try await Material.clip(in: bench.scratchDirectory())
            try await FeedStage.with([Self.feed]) { stage in
                stage.studio.want([Self.feed: .file(path: path, loop: true)])
                try await stage.waitForMedia(Self.feed)
                let first = try await stage.waitForProcess(Self.feed)
                kill(first, SIGKILL)
                let second = try await stage.waitForProcess(Self.feed, otherThan: first)
                try await stage.waitForMedia(Self.feed, after: try stage.log(Self.feed).end)
                kill(second, SIGSTOP)
                let third = try await stage.waitForProcess(Self.feed, otherThan: second)
                try await stage.waitForMedia(Self.feed, after: try stage.log(Self.feed).end)
                #expect(stage.report(Self.feed)?.lastFault?.code == .stalled)
                #expect(!ProcessTable.exists(first))
                #expect(!ProcessTable.exists(second))
                stage.studio.want([:])
                try await eventually("ffmpeg to end", within: FeedStage.limit) {
                    stage.report(Self.feed) == nil ? () : nil
                }
                #expect(!ProcessTable.exists(third))
                #expect(stage.board.feedStatuses()[Self.feed]?.connected == false)
            }
        }
    }

    @Test func `An SRT caller with the passphrase is taken in, one without is not, and nobody can read it`()
        async throws
    {
        let passphrase = "correct horse & battery+staple%20'x"
        try await withBench { bench in
            let path = try await Material.clip(in: bench.scratchDirectory(), "clip.ts", seconds: 12)
            // A port is free for UDP as it is for TCP: nobody else here speaks SRT.
            let port = try KernelPorts.free()
            try await FeedStage.with([Self.feed]) { stage in
                stage.studio.want([
                    Self.feed: .srtListener(
                        port: port, passphrase: Secret(passphrase), latency: .milliseconds(120))
                ])
                let process = try await stage.waitForProcess(Self.feed)
                let seen = ProcessTable.open(process)
                #expect(!seen.contains("horse"))
                let call = { (passphrase: String) async throws -> ChildProcess in
                    try await bench.start(
                        ChildCommand(
                            .ffmpeg,
                            [
                                "-nostdin", "-v", "error", "-re", "-i", path, "-c", "copy", "-f", "mpegts",
                                "-passphrase",
                                passphrase, "srt://127.0.0.1:\(port)?mode=caller",
                            ]))
                }
                let stranger = try await call("wrong passphrase")
                #expect(try await !stranger.waitForEnd(within: FeedStage.limit).isSuccess)
                #expect(stage.studio.statuses()[Self.feed] == .starting)
                // The listener may not be there yet at the first call.
                let caller = try await eventually("a call to be taken", within: FeedStage.limit) {
                    () -> ChildProcess? in
                    let caller = try await call(passphrase)
                    return (try? await caller.waitForEnd(within: .seconds(2))) == nil ? caller : nil
                }
                let entries = try await stage.waitForMedia(Self.feed)
                #expect(Self.isForward(entries))
                #expect(ProcessTable.open(try await stage.waitForProcess(Self.feed)).contains("ffmpeg"))
                #expect(!ProcessTable.open(try await stage.waitForProcess(Self.feed)).contains("horse"))
                await caller.end()
                // The listener is back for the next caller.
                _ = try await stage.waitForProcess(Self.feed, otherThan: process)
                #expect(!"\(stage.studio.reports())".contains("horse"))
            }
        }
    }

    @Test func `A playlist is pulled with its key, at its own pace, and nobody can read the key`() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let path = try await Material.clip(in: directory, seconds: 6)
            try await Material.ffmpeg(
                [
                    "-i", path, "-c", "copy", "-f", "hls", "-hls_time", "1", "-hls_list_size", "0",
                    directory.file("room.m3u8"),
                ])
            let server = try await FileServer(directory.path, query: "token=planted-key-51c9")
            bench.whenOver { try? await server.end() }
            let url = "http://127.0.0.1:\(server.port)/live/room.m3u8"
            try await FeedStage.with([Self.feed, FeedID("refused")]) { stage in
                stage.studio.want([
                    Self.feed: .pull(url: Secret("\(url)?token=planted-key-51c9")),
                    FeedID("refused"): .pull(url: Secret("\(url)?token=wrong-key-77")),
                ])
                let started = ContinuousClock.now
                let process = try await stage.waitForProcess(Self.feed)
                #expect(!ProcessTable.open(process).contains("planted-key-51c9"))
                try await stage.waitForMedia(Self.feed)
                let log = try stage.log(Self.feed)
                try await eventually("four seconds of it", within: FeedStage.limit) {
                    (log.read(from: 0, limit: 100_000).entries.last?.message.timestamp ?? 0) >= 4_000 ? () : nil
                }
                // Bursts of whole segments would be a good deal quicker.
                #expect(ContinuousClock.now - started > .milliseconds(3_000))
                #expect(Self.isForward(log.read(from: 0, limit: 100_000).entries))
                try await eventually("the refusal", within: FeedStage.limit) { () -> Void? in
                    guard case .failed(let fault) = stage.studio.statuses()[FeedID("refused")] else { return nil }
                    return fault.code == .keyRefused ? () : nil
                }
                let told = "\(stage.studio.reports()) \(stage.studio.statuses())"
                #expect(!told.contains("planted-key-51c9"))
                #expect(!told.contains("wrong-key-77"))
            }
        }
    }

    @Test func `A stream of another server is pulled over RTMP, and its name stays hidden`() async throws {
        try await withBench { bench in
            let nginx = try await NginxRTMP.start(on: bench)
            let server = "rtmp://127.0.0.1:\(nginx.rtmpPort)/live"
            let encoder = try await FfmpegEncoder.start(
                on: bench, to: server, key: Secret("planted-name-90ab"),
                .init(width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 300_000))
            try await FeedStage.with([Self.feed]) { stage in
                stage.studio.want([Self.feed: .pull(url: Secret("\(server)/planted-name-90ab"))])
                let entries = try await stage.waitForMedia(Self.feed)
                #expect(Self.isForward(entries))
                let process = try await stage.waitForProcess(Self.feed)
                #expect(!ProcessTable.open(process).contains("planted-name-90ab"))
                // The stream ends; ffmpeg is launched again and again, and says why.
                await encoder.end()
                try await eventually("the end", within: FeedStage.limit) {
                    (stage.report(Self.feed)?.launches ?? 0) > 1 ? () : nil
                }
                #expect(!"\(stage.studio.reports())".contains("planted-name-90ab"))
            }
        }
    }

    @Test func `What a program cannot hold is encoded anew`() async throws {
        try await withBench { bench in
            let path = try await Material.clip(
                in: bench.scratchDirectory(), "clip.mkv", seconds: 6,
                codecs: ["-c:v", "mpeg4", "-g", "25", "-c:a", "libopus"])
            try await FeedStage.with([Self.feed]) { stage in
                stage.studio.want([Self.feed: .file(path: path, loop: true)])
                try await stage.waitForMedia(Self.feed)
                let status = try #require(stage.board.feedStatuses()[Self.feed])
                #expect(status.videoCodec == "H.264")
                #expect(status.audioCodec == "AAC")
                #expect((2...3).contains(stage.report(Self.feed)?.launches ?? 0))
            }
        }
    }

    @Test func `Sound that FLV holds but a program does not is encoded anew`() async throws {
        try await withBench { bench in
            let path = try await Material.clip(
                in: bench.scratchDirectory(), "clip.mkv", seconds: 6,
                codecs: [
                    "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "libmp3lame",
                ])
            try await FeedStage.with([Self.feed]) { stage in
                stage.studio.want([Self.feed: .file(path: path, loop: true)])
                try await stage.waitForMedia(Self.feed)
                #expect(stage.board.feedStatuses()[Self.feed]?.audioCodec == "AAC")
            }
        }
    }

    @Test func `Many wishes in a row leave only the last, without disturbing what stays`() async throws {
        try await withBench { bench in
            let path = try await Material.clip(in: bench.scratchDirectory())
            let other = FeedID("other")
            try await FeedStage.with([Self.feed, other]) { stage in
                stage.studio.want([Self.feed: .file(path: path, loop: true)])
                let process = try await stage.waitForProcess(Self.feed)
                for round in 0..<20 {
                    var wanted = [Self.feed: PullSource.file(path: path, loop: true)]
                    if round.isMultiple(of: 2) { wanted[other] = .file(path: path, loop: true) }
                    stage.studio.want(wanted)
                }
                try await eventually("one feed", within: FeedStage.limit) {
                    Set(stage.studio.statuses().keys) == [Self.feed] ? () : nil
                }
                try await stage.waitForMedia(Self.feed)
                #expect(stage.report(Self.feed)?.processID == process)
            }
        }
    }

    @Test func `A feed that somebody else publishes is tried again, and taken once it is free`() async throws {
        try await withBench { bench in
            let path = try await Material.clip(in: bench.scratchDirectory())
            try await FeedStage.with([Self.feed]) { stage in
                let rival = try stage.board.beginPublish(
                    application: "live", streamName: Secret("\(Self.feed)?key=k"), peer: "rival")
                stage.studio.want([Self.feed: .file(path: path, loop: true)])
                try await eventually("the refusal", within: FeedStage.limit) {
                    stage.report(Self.feed)?.lastFault?.code == .streamBusy ? () : nil
                }
                rival.end()
                try await stage.waitForMedia(Self.feed)
            }
        }
    }

    @Test func `A file that is not there is a fault that names it`() async throws {
        try await FeedStage.with([Self.feed]) { stage in
            stage.studio.want([Self.feed: .file(path: "/nowhere/clip.mp4", loop: true)])
            try await eventually("the fault", within: FeedStage.limit) { () -> Void? in
                guard case .failed(let fault) = stage.studio.statuses()[Self.feed] else { return nil }
                return fault.code == .addressInvalid && fault.message.contains("/nowhere/clip.mp4") ? () : nil
            }
        }
    }

    @Test func `Begun anew, a file that has come since is played at once, and one that is over from its beginning`()
        async throws
    {
        try await withBench { bench in
            let clip = try await Material.clip(in: bench.scratchDirectory(), seconds: 1)
            let path = clip + ".later.mp4"
            try await FeedStage.with([Self.feed]) { stage in
                stage.studio.want([Self.feed: .file(path: path, loop: false)])
                try await eventually("the fault", within: FeedStage.limit) { () -> Void? in
                    if case .failed = stage.studio.statuses()[Self.feed] { () } else { nil }
                }
                #expect(rename(clip, path) == 0)
                stage.studio.restart(Self.feed)
                try await stage.waitForMedia(Self.feed)
                #expect(stage.report(Self.feed)?.launches == 1, "by a child of its own, not by the one that had failed")
                try await eventually("the end", within: FeedStage.limit) {
                    stage.studio.statuses()[Self.feed] == .ended ? () : nil
                }
                let end = try stage.log(Self.feed).end
                stage.studio.restart(Self.feed)
                try await stage.waitForMedia(Self.feed, after: end)
                stage.studio.restart(FeedID("nobody"))
            }
        }
    }
}
