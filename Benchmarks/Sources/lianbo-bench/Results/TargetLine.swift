/// One thing to reach, beside what was measured. It is shown and never fails anything.
struct TargetLine: Codable, Sendable {
    var what: String
    var target: String
    /// Absent where it was not measured.
    var measured: String?
    var isMet: Bool?
}
