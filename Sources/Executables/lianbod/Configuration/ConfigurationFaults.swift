/// Everything that is wrong with the daemon's configuration, at once.
struct ConfigurationFaults: Error, Hashable, Sendable {
    /// Where a value came from.
    enum Origin: Hashable, Sendable {
        /// Line and column are nil for the file as a whole, and for a key that does not stand in it.
        case file(name: String, line: Int?, column: Int?)
        case environment(variable: String)
    }

    struct Item: Hashable, Sendable {
        var origin: Origin
        /// `ingest.port`; nil for the file as a whole.
        var key: String?
        /// Reads on after the key: `must be …`.
        var message: String
    }

    var items: [Item]
}

extension ConfigurationFaults: CustomStringConvertible {
    /// One line a fault: `Config/lianbo.yaml:12:3: ingest.port: must be …`, `LIANBO_INGEST_PORT: ingest.port: must be …`.
    var description: String { items.map(\.description).joined(separator: "\n") }
}

extension ConfigurationFaults.Item: CustomStringConvertible {
    var description: String {
        let place: String
        switch origin {
        case .file(let name, let line?, let column?): place = "\(name):\(line):\(column)"
        case .file(let name, _, _): place = name
        case .environment(let variable): place = "environment variable \(variable)"
        }
        return "\(place): \(key ?? "the file"): \(message)"
    }
}
