/// Whether a recording holds every frame of another, from its own first frame to its own last, in order and nothing else.
package struct FLVComparison: Hashable, Sendable, CustomStringConvertible {
    package struct Finding: Hashable, Sendable {
        /// Frames of the recording that stand in the original, in order.
        package var matched = 0
        /// Frames of the original between the recording's first and last that the recording lacks.
        package var missing = 0
        /// Frames of the recording that the original does not have, or has elsewhere.
        package var foreign = 0
        /// Frames of the original before the recording's first and after its last.
        package var before = 0
        package var after = 0
    }

    package private(set) var video: Finding
    package private(set) var audio: Finding

    package init(original: FLVRecording, recording: FLVRecording) {
        video = Self.compare(original.video.map(\.hash), recording.video.map(\.hash))
        audio = Self.compare(original.audio.map(\.hash), recording.audio.map(\.hash))
    }

    package subscript(kind: FLVRecording.Kind) -> Finding { kind == .video ? video : audio }

    /// Both kinds have frames, none is missing in between, and none came from elsewhere.
    package var isEveryFrame: Bool {
        FLVRecording.Kind.allCases.allSatisfy { self[$0].matched > 0 && self[$0].missing == 0 && self[$0].foreign == 0 }
    }

    package var description: String {
        FLVRecording.Kind.allCases.map { kind in
            let finding = self[kind]
            return
                "\(kind.rawValue): \(finding.matched) matched, \(finding.missing) missing, \(finding.foreign) foreign, \(finding.before) before, \(finding.after) after"
        }.joined(separator: "; ")
    }

    private static func compare(_ original: [Int], _ recording: [Int]) -> Finding {
        var finding = Finding()
        var places: [Int: [Int]] = [:]
        for (place, hash) in original.enumerated() { places[hash, default: []].append(place) }
        var last: Int?
        for hash in recording {
            // Equal payloads may come often (a still sound): each counts where it comes next.
            guard let place = places[hash]?.first(where: { $0 > last ?? -1 }) else {
                finding.foreign += 1
                continue
            }
            if let last { finding.missing += place - last - 1 } else { finding.before = place }
            finding.matched += 1
            last = place
        }
        finding.after = last.map { original.count - $0 - 1 } ?? 0
        return finding
    }
}
