extension PlanFaults: CustomStringConvertible {
    /// One line a fault: `plan.yaml:12:3: rundown[3].at: must be …`.
    package var description: String {
        items.map { "\(fileName):\($0.line):\($0.column): \($0.path.isEmpty ? "the file" : $0.path): \($0.message)" }
            .joined(separator: "\n")
    }
}
