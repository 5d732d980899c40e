package import BroadcastModel

/// The settings by which a plan says what one account takes of a stream; the same for every adapter that has them.
///
/// What a plan says goes before what the adapter knows of its platform: grants differ from account to account.
package enum MediaSettings {
    package static let descriptions = [
        SettingDescription(
            key: "max_bitrate",
            explanation: "Most bits a second that it takes, picture and sound together; more is warned of.",
            isRequired: false, example: "6M"),
        SettingDescription(
            key: "max_gop", explanation: "Longest distance of keyframes that it takes; more is warned of.",
            isRequired: false, example: "2s"),
        SettingDescription(
            key: "b_frames", explanation: "Whether it takes B-frames, yes or no; with no they are warned of.",
            isRequired: false, example: "no"),
        SettingDescription(
            key: "sample_rates", explanation: "Sample rates of sound that it takes, in Hz; others are warned of.",
            isRequired: false, example: "44100,48000"),
        SettingDescription(
            key: "format_change",
            explanation:
                "Whether a session goes on when picture size or codec change, yes or no; with no it gets a new one.",
            isRequired: false, example: "no"),
        SettingDescription(
            key: "retry_floor", explanation: "Shortest wait before it is tried again after a fault, up to 10m.",
            isRequired: false, example: "10s"),
    ]

    /// `known` with what the settings say instead. Throws `malformed`, naming the setting and repeating no value.
    package static func needs(_ settings: [String: String], known: MediaNeeds = MediaNeeds()) throws -> MediaNeeds {
        var needs = known
        if let text = settings["max_bitrate"] {
            guard let bits = bits(text), (1_000...1_000_000_000).contains(bits) else {
                throw Fault.setting("max_bitrate", "must be bits a second from 1k to 1000M, like 4500k or 6M.")
            }
            needs.limits.bitsPerSecond = bits
        }
        if let text = settings["max_gop"] {
            guard let length = duration(text), (100...60_000).contains(length.milliseconds) else {
                throw Fault.setting("max_gop", "must be 100ms to 60s, like 2s.")
            }
            needs.limits.longestGOP = length
        }
        if let text = settings["sample_rates"] {
            let rates = text.split(separator: ",").map { Int($0.filter { $0 != " " }) }
            guard !rates.isEmpty, rates.allSatisfy({ $0.map { (8_000...192_000).contains($0) } ?? false }) else {
                throw Fault.setting("sample_rates", "must be rates in Hz with commas between, like 44100,48000.")
            }
            needs.limits.sampleRates = Set(rates.compactMap { $0 })
        }
        if let answer = try flag("b_frames", settings) { needs.limits.takesReorderedPictures = answer }
        if let answer = try flag("format_change", settings) { needs.takesFormatChange = answer }
        if let text = settings["retry_floor"] {
            guard let wait = duration(text), (0...600_000).contains(wait.milliseconds) else {
                throw Fault.setting("retry_floor", "must be 0s to 10m, like 10s.")
            }
            needs.retryFloor = wait
        }
        return needs
    }

    private static func flag(_ key: String, _ settings: [String: String]) throws -> Bool? {
        switch settings[key]?.lowercased() {
        case nil: nil
        case "yes", "true": true
        case "no", "false": false
        default: throw Fault.setting(key, "must be yes or no.")
        }
    }

    private static func bits(_ text: String) -> UInt64? {
        switch text.last {
        case "k", "K": UInt64(text.dropLast()).flatMap { $0 <= 1_000_000 ? $0 * 1_000 : nil }
        case "m", "M": UInt64(text.dropLast()).flatMap { $0 <= 1_000 ? $0 * 1_000_000 : nil }
        default: UInt64(text)
        }
    }

    private static func duration(_ text: String) -> Duration? {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1_000), ("m", 60_000)]
        for (unit, milliseconds) in units where text.hasSuffix(unit) {
            guard let value = Int64(text.dropLast(unit.count)), (0...1_000_000).contains(value) else { return nil }
            return .milliseconds(value * milliseconds)
        }
        return nil
    }
}
