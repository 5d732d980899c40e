/// A real ffmpeg that plays a stream and throws it away: one true viewer. It ends with its ``Bench``.
package final class FfmpegPlayer: Sendable {
    package let process: ChildProcess

    private init(process: ChildProcess) { self.process = process }

    /// Starts playing `address`, which must hold no secret. Returns when ffmpeg runs, which is before the first frame.
    package static func start(on bench: Bench, playing address: String) async throws -> FfmpegPlayer {
        let arguments = [
            "-hide_banner", "-nostdin", "-loglevel", "warning", "-analyzeduration", "500000", "-i", address, "-map",
            "0", "-c", "copy", "-f", "null", "-",
        ]
        return FfmpegPlayer(process: try await bench.start(ChildCommand(.ffmpeg, arguments, label: "ffmpeg (player)")))
    }

    package func end() async { await process.end(grace: .seconds(2)) }
}
