/// What an account's platform takes of a stream; nil: no limit is known. Data of its adapter.
package struct StreamLimits: Hashable, Sendable {
    /// Picture and sound together, in bits a second.
    package var bitsPerSecond: UInt64?
    /// Longest distance of keyframes.
    package var longestGOP: Duration?
    /// Whether pictures may be reordered (B-frames).
    package var takesReorderedPictures: Bool
    /// Hz; empty: any.
    package var sampleRates: Set<Int>
    /// As ``FeedStatus/videoCodec`` names them; empty: any.
    package var videoCodecs: Set<String>
    package var audioCodecs: Set<String>

    package init(
        bitsPerSecond: UInt64? = nil, longestGOP: Duration? = nil, takesReorderedPictures: Bool = true,
        sampleRates: Set<Int> = [], videoCodecs: Set<String> = [], audioCodecs: Set<String> = []
    ) {
        self.bitsPerSecond = bitsPerSecond
        self.longestGOP = longestGOP
        self.takesReorderedPictures = takesReorderedPictures
        self.sampleRates = sampleRates
        self.videoCodecs = videoCodecs
        self.audioCodecs = audioCodecs
    }
}

/// One thing about the input that some accounts' platforms reject or punish.
package struct InputWarning: Hashable, Sendable {
    /// Raw values stand on the wire.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case gop, reorderedPictures = "reordered-pictures", bitrate, sampleRate = "sample-rate"
        case videoCodec = "video-codec", audioCodec = "audio-codec"
    }
    package var kind: Kind
    /// For a person: what it is, what it may be, what to set.
    package var text: String
    /// Whom it concerns, sorted.
    package var accounts: [AccountID]

    package init(kind: Kind, text: String, accounts: [AccountID]) {
        self.kind = kind
        self.text = text
        self.accounts = accounts
    }
}

extension StreamLimits {
    /// What of `status` goes beyond these limits, with the words for it. Nothing that is not known yet is warned of.
    package func violations(of status: FeedStatus) -> [(kind: InputWarning.Kind, text: String)] {
        guard status.connected else { return [] }
        var found: [(InputWarning.Kind, String)] = []
        if let longestGOP, let distance = status.keyframeIntervalMilliseconds,
            distance > longestGOP.milliseconds + 100
        {
            found.append(
                (
                    .gop,
                    "Keyframes are \(Self.seconds(distance)) apart; at most \(Self.seconds(longestGOP.milliseconds)) is taken."
                ))
        }
        if !takesReorderedPictures, status.hasReorderedPictures == true {
            found.append((.reorderedPictures, "The pictures are reordered; turn B-frames off in the encoder."))
        }
        // A tenth is what a constant bit rate wavers by.
        if let bitsPerSecond, Double(status.bitsPerSecond) > Double(bitsPerSecond) * 1.1 {
            found.append(
                (
                    .bitrate,
                    "The stream has \(Self.megabits(status.bitsPerSecond)); at most \(Self.megabits(bitsPerSecond)) is taken."
                ))
        }
        if let rate = status.audioSampleRate, !sampleRates.isEmpty, !sampleRates.contains(rate) {
            let taken = sampleRates.sorted().map { "\($0)" }.joined(separator: " or ")
            found.append((.sampleRate, "The sound has \(rate) Hz; \(taken) Hz is taken."))
        }
        if let codec = status.videoCodec, !videoCodecs.isEmpty, !videoCodecs.contains(codec) {
            found.append((.videoCodec, "The pictures are \(codec); \(Self.list(videoCodecs)) is taken."))
        }
        if let codec = status.audioCodec, !audioCodecs.isEmpty, !audioCodecs.contains(codec) {
            found.append((.audioCodec, "The sound is \(codec); \(Self.list(audioCodecs)) is taken."))
        }
        return found
    }

    private static func list(_ names: Set<String>) -> String { names.sorted().joined(separator: " or ") }
    private static func seconds(_ milliseconds: Int64) -> String {
        let tenths = (milliseconds + 50) / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
    private static func megabits(_ bits: UInt64) -> String {
        let tenths = (bits + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) Mbit/s"
    }
}

extension InputWarning {
    /// One warning for all accounts that it concerns alike, in order of kind and words.
    package static func all(of status: FeedStatus, for limits: [AccountID: StreamLimits]) -> [InputWarning] {
        struct Finding: Hashable {
            var kind: Kind
            var text: String
        }
        var found: [Finding: [AccountID]] = [:]
        for (account, limit) in limits {
            for violation in limit.violations(of: status) {
                found[Finding(kind: violation.kind, text: violation.text), default: []].append(account)
            }
        }
        return found.map { InputWarning(kind: $0.key.kind, text: $0.key.text, accounts: $0.value.sorted()) }
            .sorted { ($0.kind.rawValue, $0.text) < ($1.kind.rawValue, $1.text) }
    }
}
