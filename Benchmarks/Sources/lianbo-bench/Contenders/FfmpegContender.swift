import TestBench

/// ffmpeg's tee muxer. It opens its outputs one after another, and writes to them so.
struct FfmpegContender: Contender {
    static let mostAccounts = 300

    let process: ChildProcess
    let feed: FeedTarget

    static func start(on bench: Bench, _ settings: ContenderSettings, _ farm: SinkFarm) async throws -> FfmpegContender
    {
        let port = try KernelPorts.free()
        let outputs = farm.accounts.map { "[f=flv:flvflags=no_duration_filesize]\($0.address)" }
        let process = try await bench.start(
            settings.cores.onRelayCore(
                "ffmpeg (tee)", try InstalledProgram.ffmpeg.path(),
                [
                    "-hide_banner", "-nostdin", "-loglevel", "warning", "-fflags", "nobuffer", "-analyzeduration",
                    "500000",
                    "-listen", "1", "-i", "rtmp://127.0.0.1:\(port)/live/main", "-map", "0", "-c", "copy", "-f", "tee",
                    outputs.joined(separator: "|"),
                ]))
        return FfmpegContender(
            process: process, feed: .rtmp(port: port, application: "live", stream: "main"))
    }
}
