package import BroadcastModel
import FoundationEssentials
package import Program
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Makes slates with ffmpeg, in the program's own format, and keeps them on disk.
///
/// ControlRoom asks for one as soon as a program's headers are known, long before it is needed: making one takes seconds. One
/// ffmpeg runs at a time, below everything that is on air.
package actor SlateRenderer {
    private let configuration: StudioConfiguration
    private let shelf: SlateShelf
    private let clock: any ClockPort
    private var isBusy = false
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private var serial = 0

    /// `directory`: an absolute path for finished slates, made when it is not there.
    package init(directory: String, configuration: StudioConfiguration = StudioConfiguration(), clock: any ClockPort) {
        shelf = SlateShelf(directory: directory)
        self.configuration = configuration
        self.clock = clock
    }

    /// The slate in that format, from disk when it was made before.
    ///
    /// Throws a ``Fault``: `addressInvalid` (a file that cannot be read), `unsupported` (no ffmpeg), `malformed` (ffmpeg cannot make it of
    /// that material), `tooLarge`, `stalled` (it took too long), `storageFailed`, or `CancellationError`. A disk that takes no more is no
    /// error: the slate is made again next time.
    package func render(_ slate: Slate, format: ProgramFormat) async throws -> SlateClip {
        let key = try Self.key(slate, format)
        await enter()
        defer { leave() }
        try Task.checkCancellation()
        let recipe = SlateRecipe(slate, format: format, material: try await material(of: slate))
        if let clip = shelf.take(key, recipe: recipe) { return clip }
        let clip = try await make(recipe)
        try? shelf.put(clip, key)
        return clip
    }

    // MARK: One at a time

    private func enter() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiters.append($0) }
    }

    /// Hands the place on, or leaves it empty.
    private func leave() {
        if waiters.isEmpty { isBusy = false } else { waiters.removeFirst().resume() }
    }

    // MARK: Making

    private func make(_ recipe: SlateRecipe) async throws -> SlateClip {
        try shelf.prepare()
        serial += 1
        let workshop = "\(shelf.directory)/.work-\(getpid())-\(serial)"
        guard mkdir(workshop, 0o700) == 0 || errno == EEXIST else {
            throw Fault(
                .storageFailed, "No directory can be made for a slate.", blame: .operatorSide, place: workshop,
                cause: String(cString: strerror(errno)))
        }
        defer { try? FileManager.default.removeItem(atPath: workshop) }
        let hasFont = try Self.layOut(recipe, in: workshop)
        let gathering = Mutex((SlateGathering(), Fault?.none))
        let lines = try await run(
            StudioCommand(
                "ffmpeg", executable: try InstalledTool.ffmpeg.path(configuration.ffmpeg),
                arguments: recipe.arguments(hasFont: hasFont), workingDirectory: workshop)
        ) { bytes in
            gathering.withLock { gathering in
                guard gathering.1 == nil else { return false }
                do throws(Fault) {
                    try gathering.0.take(bytes)
                } catch {
                    gathering.1 = error
                }
                return gathering.1 == nil
            }
        }
        let (gathered, fault) = gathering.withLock { $0 }
        if let fault { throw fault }
        do throws(Fault) {
            // ffmpeg's AAC encoder begins with one frame that holds only its delay.
            return try gathered.clip(recipe, dropping: 1)
        } catch {
            throw Fault(error.code, error.message, blame: error.blame, cause: lines.last)
        }
    }

    /// Puts text and font where the filters look for them: so nothing of either needs escaping.
    private static func layOut(_ recipe: SlateRecipe, in workshop: String) throws(Fault) -> Bool {
        for (number, line) in recipe.lines.enumerated() {
            let path = "\(workshop)/\(SlateRecipe.textName(number))"
            guard FileManager.default.createFile(atPath: path, contents: Data(line.utf8)) else {
                throw Fault(.storageFailed, "The text of a slate cannot be written.", blame: .operatorSide, place: path)
            }
        }
        guard let font = InstalledFont.path() else { return false }
        return symlink(font, "\(workshop)/\(SlateRecipe.fontName)") == 0 || errno == EEXIST
    }

    private func material(of slate: Slate) async throws -> SlateRecipe.Material {
        var material = SlateRecipe.Material()
        switch (slate.picture, slate.sound) {
        case (.clip(let path), _): material = try await probe(path)
        case (_, .music(let path)): material.duration = try await probe(path).duration
        default: break
        }
        return material
    }

    private func probe(_ path: String) async throws -> SlateRecipe.Material {
        let answer = Mutex<[UInt8]>([])
        _ = try await run(
            StudioCommand(
                "ffprobe", executable: try InstalledTool.ffprobe.path(configuration.ffprobe),
                arguments: [
                    "-v", "error", "-protocol_whitelist", "file", "-show_entries", "stream=codec_type:format=duration",
                    "-of", "default=noprint_wrappers=1", "file:\(path)",
                ])
        ) { bytes in
            answer.withLock { answer in
                answer.append(contentsOf: bytes)
                return answer.count < 65_536
            }
        }
        let words = answer.withLock { String(decoding: $0, as: UTF8.self) }.split(whereSeparator: \.isNewline)
        var material = SlateRecipe.Material(hasSound: words.contains("codec_type=audio"))
        if let text = words.first(where: { $0.hasPrefix("duration=") })?.dropFirst(9), let seconds = Double(text),
            seconds.isFinite, seconds > 0
        {
            material.duration = .milliseconds(Int64(min(seconds, 86_400) * 1000))
        }
        return material
    }

    private func run(
        _ command: StudioCommand, _ take: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool
    ) async throws -> [String] {
        try await ToolRun(command, within: configuration.renderTimeout, clock: clock).whole(take)
    }

    // MARK: Keys

    /// Everything that the result depends on, files by what tells one version from the next. Throws `addressInvalid`.
    private static func key(_ slate: Slate, _ format: ProgramFormat) throws(Fault) -> String {
        var parts = ["slate \(SlateRecipe.version)"]
        switch slate.picture {
        case .card(let text): parts.append("card \(text)")
        case .image(let path): parts.append("image \(try identity(path))")
        case .clip(let path): parts.append("clip \(try identity(path))")
        }
        switch slate.sound {
        case .silence: parts.append("silence")
        case .ownSound: parts.append("own")
        case .music(let path): parts.append("music \(try identity(path))")
        }
        if let video = format.video {
            parts.append(
                "\(video.width)x\(video.height) \(video.frameRate) \(video.profile ?? 0) \(video.level ?? 0)")
        }
        if let audio = format.audio { parts.append("\(audio.sampleRate) \(audio.channels)") }
        return parts.joined(separator: "\n")
    }

    private static func identity(_ path: String) throws(Fault) -> String {
        var status = stat()
        guard path.hasPrefix("/"), stat(path, &status) == 0, access(path, R_OK) == 0 else {
            throw Fault(
                .addressInvalid, "The file \(path) of the slate cannot be read.", blame: .operatorSide, place: path)
        }
        return "\(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_ino)"
    }
}
