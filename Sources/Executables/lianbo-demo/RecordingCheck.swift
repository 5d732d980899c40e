import BroadcastModel
import TestBench

/// Whether each account's recording holds a picture and a sound that ffmpeg can decode.
struct RecordingCheck {
    struct Finding: Sendable {
        var account: AccountID
        /// Nil: decodable.
        var complaint: String?
    }

    /// Decodes all of `recordings`, `parallel` at a time.
    static func run(
        _ recordings: [(account: AccountID, path: String)], parallel: Int, progress: @escaping @Sendable (Int) -> Void
    ) async throws -> [Finding] {
        var rest = recordings[...]
        var findings: [Finding] = []
        try await withThrowingTaskGroup(of: Finding.self) { group in
            func next() {
                guard let (account, path) = rest.popFirst() else { return }
                group.addTask { try await check(account, path) }
            }
            for _ in 0..<parallel { next() }
            while let finding = try await group.next() {
                findings.append(finding)
                progress(findings.count)
                next()
            }
        }
        return findings.sorted { $0.account < $1.account }
    }

    private static func check(_ account: AccountID, _ path: String) async throws -> Finding {
        let probe: StreamProbe
        do {
            probe = try await StreamProbe.file(path)
        } catch let missing as MissingProgram {
            throw missing
        } catch {
            return Finding(account: account, complaint: "its recording could not be examined: \(error)")
        }
        if probe.isDecodable { return Finding(account: account) }
        let picture = probe.videoFrames == 0 ? "no picture" : "\(probe.videoFrames) pictures"
        let sound = probe.audioFrames == 0 ? "no sound" : "\(probe.audioFrames) sound frames"
        return Finding(account: account, complaint: "\(picture), \(sound) in its recording")
    }
}
