import BroadcastModel
import CheckedYAML

/// Ids given so far in one namespace, with the lines they stand on.
struct Unique<ID: Identifier> {
    private var lines: [ID: Int] = [:]

    /// Notes `id`; false, with a fault at `place`, when it is taken.
    mutating func admit(_ id: ID, at place: YAMLPlace, _ faults: YAMLFaultList) -> Bool {
        if let line = lines[id] {
            faults.add(place, "is `\(id)`, which is already used on line \(line); every id must be its own")
            return false
        }
        lines[id] = place.line
        return true
    }
}
