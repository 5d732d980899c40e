import BroadcastModel
import FoundationEssentials
import PlanFile

/// The platforms of the examples, with the settings that their adapters take.
let platforms: [PlatformID: PlatformSettings] = [
    PlatformID("selfhosted"): PlatformSettings(
        required: ["server", "push"],
        optional: Set(["status", "control", "application", "stream"]).union(mediaSettings)),
    PlatformID("manual"): PlatformSettings(optional: Set(["page"]).union(mediaSettings)),
]

/// What both adapters know of the stream that an account takes.
private let mediaSettings: Set = [
    "max_bitrate", "max_gop", "b_frames", "sample_rates", "format_change", "retry_floor",
]

/// 2020-04-01T00:00:00Z, before every start in these tests.
let early = WallTime(milliseconds: 1_585_699_200_000)

/// A faultless plan of few lines; `adding` follows at its end.
func minimal(replacing old: String = "", by new: String = "", adding: String = "") -> String {
    let text = """
        id: night
        title: A night
        start: 2020-04-12T20:00:00+08:00
        length: 1h
        feeds: [{ id: main }]
        guests: [{ id: ann, name: Ann }, { id: bob, name: Bob }]
        products: [{ id: tea, name: Tea }]

        """
    return (old.isEmpty ? text : replaceOnce(text, old, new)) + adding
}

/// Faults of `text` as `line:column path: message`; none when it is a plan.
func faults(in text: String, now: WallTime? = early) -> [String] {
    do throws(PlanFaults) {
        _ = try PlanFile.read(text, fileName: "plan.yaml", knownPlatforms: platforms, now: now)
        return []
    } catch {
        return error.items.map { "\($0.line):\($0.column) \($0.path): \($0.message)" }
    }
}

func read(_ text: String) throws -> BroadcastPlan { try readAll(text)[0] }

/// Each broadcast of a plan that repeats.
func readAll(_ text: String) throws -> [BroadcastPlan] {
    try PlanFile.read(text, fileName: "plan.yaml", knownPlatforms: platforms, now: early)
}

/// A file under `Config/campaigns`.
func campaign(_ name: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return try String(contentsOfFile: "/\(root)/Config/campaigns/\(name)", encoding: .utf8)
}

func replaceOnce(_ text: String, _ old: String, _ new: String) -> String {
    guard let range = text.range(of: old) else { return text }
    return text.replacingCharacters(in: range, with: new)
}
