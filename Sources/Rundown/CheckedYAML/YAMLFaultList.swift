/// Collects the faults of one reading, so that a person sees all of them at once.
///
/// Belongs to the one reading that made it; it is handed down, not shared.
package final class YAMLFaultList {
    /// More than these help nobody: the rest is counted, not kept.
    package static let limit = 200

    private var kept: [YAMLFault] = []
    private var known: Set<YAMLFault> = []

    package init() {}

    package var isEmpty: Bool { kept.isEmpty }

    /// Notes a fault; the same fault at the same place is noted once.
    package func add(_ place: YAMLPlace, _ message: String) {
        let fault = YAMLFault(place: place, message: message)
        if known.insert(fault).inserted { kept.append(fault) }
    }

    /// The first ``limit`` faults by line and column; where there are more, one further entry says how many.
    package var sorted: [YAMLFault] {
        let all = kept.enumerated().sorted { a, b in
            (a.element.place.line, a.element.place.column, a.offset) < (
                b.element.place.line, b.element.place.column, b.offset
            )
        }.map(\.element)
        guard let last = all.dropFirst(Self.limit).first else { return all }
        let rest = YAMLFault(
            place: YAMLPlace(line: last.place.line, column: last.place.column),
            message: "and \(all.count - Self.limit) more faults from here on"
        )
        return all.prefix(Self.limit) + [rest]
    }
}
