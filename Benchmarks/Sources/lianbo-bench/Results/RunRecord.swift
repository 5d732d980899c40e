/// One run as it is written to the JSON file.
struct RunRecord: Codable, Sendable {
    var round: Int
    var `case`: BenchCase
    /// Absent when it was not run or failed; then `note` says why.
    var figures: RunFigures?
    var note: String?
}
