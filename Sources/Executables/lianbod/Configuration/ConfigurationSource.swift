import CheckedYAML
import Configuration

/// One reading of the daemon's configuration: the file first, then the environment over it, with every fault kept.
///
/// Made for one reading and then dropped.
final class ConfigurationSource {
    private let fileName: String
    private let yamlFaults = YAMLFaultList()
    private let root: YAMLFields?
    private var sections: [String: YAMLFields] = [:]
    private let reader: ConfigReader
    private let environment: [String: String]
    /// Every key that was asked for.
    private(set) var keys: Set<String> = []
    private var otherFaults: [ConfigurationFaults.Item] = []

    init(text: String, fileName: String, environment: [String: String]) {
        self.fileName = fileName
        self.environment = environment
        reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment)).scoped(
            to: "lianbo")
        if let value = YAMLDocument.open(text, mayBeEmpty: true, faults: yamlFaults) {
            root = YAMLFields(value, faults: yamlFaults)
        } else {
            root = nil
        }
    }

    /// Those of the file by line, then those of the environment, then those of defaults.
    var faults: [ConfigurationFaults.Item] {
        yamlFaults.sorted.map { fault in
            .init(
                origin: .file(name: fileName, line: fault.place.line, column: fault.place.column),
                key: fault.place.path.isEmpty ? nil : fault.place.path, message: fault.message
            )
        } + otherFaults
    }

    /// Reads `key` into `value`, which keeps its default where neither file nor environment say anything.
    func read<Value>(_ key: String, _ form: ScalarForm<Value>, into value: inout Value) {
        if let found = fromFile(key, form) { value = found }
        if let found = fromEnvironment(key, form) { value = found }
    }

    /// As above, for a key that may have no value at all. An empty environment variable takes the file's value away.
    func read<Value>(_ key: String, _ form: ScalarForm<Value>, into value: inout Value?) {
        if let found = fromFile(key, form) { value = found }
        if reader.string(forKey: ConfigKey(Self.parts(key))) == "" {
            value = nil
        } else if let found = fromEnvironment(key, form) {
            value = found
        }
    }

    /// Reads a list; in the environment its elements are separated by commas.
    func readList<Value>(_ key: String, _ form: ScalarForm<Value>, into value: inout [Value]) {
        if let (fields, name) = fields(of: key), fields.has(name) {
            value = fields.list(name, limit: 64).compactMap { form.read($0, faults: yamlFaults) }
        }
        if let texts = reader.stringArray(forKey: ConfigKey(Self.parts(key))) {
            value = texts.filter { !$0.isEmpty }.compactMap { read($0, key, form) }
        }
    }

    /// Notes that the value of `key` cannot be used, at the place it came from.
    func refuse(_ key: String, _ message: String) {
        let variable = Self.variable(key)
        if environment[variable] != nil {
            otherFaults.append(.init(origin: .environment(variable: variable), key: key, message: message))
        } else if let (fields, name) = fields(of: key), fields.has(name) {
            yamlFaults.add(fields.place(of: name), message)
        } else {
            otherFaults.append(
                .init(
                    origin: .file(name: fileName, line: nil, column: nil), key: key,
                    message: "\(message) (this is the default)"))
        }
    }

    /// Whether file or environment say something about `key`.
    func isSet(_ key: String) -> Bool {
        if environment[Self.variable(key)] != nil { return true }
        guard let (fields, name) = fields(of: key) else { return false }
        return fields.has(name)
    }

    /// Notes keys of the file that nobody asked for, and environment variables that are one slip away from ours. Other
    /// `LIANBO_` variables belong to other programs.
    func refuseUnknown() {
        root?.refuseUnknown(synonyms: misplaced)
        for fields in sections.values { fields.refuseUnknown() }
        let known = Set(keys.map(Self.variable))
        for name in environment.keys.sorted() where name.hasPrefix("LIANBO_") && !known.contains(name) {
            guard let meant = Spelling.nearest(to: name, among: known) else { continue }
            otherFaults.append(
                .init(origin: .environment(variable: name), key: "unknown", message: "did you mean \(meant)?"))
        }
    }

    /// How keys of a section are meant that stand at the top: `ingest.port`, `connections_per_address`.
    private var misplaced: [String: String] {
        var meant: [String: String] = [:]
        let inSections = keys.map(Self.parts).filter { $0.count == 2 }
        for (name, homes) in Dictionary(grouping: inSections, by: { $0[1] }) where homes.count == 1 {
            meant[name] = "\(homes[0][0]): { \(name): … }"
        }
        for parts in inSections { meant[parts.joined(separator: ".")] = "\(parts[0]): { \(parts[1]): … }" }
        return meant
    }

    private func fromFile<Value>(_ key: String, _ form: ScalarForm<Value>) -> Value? {
        guard let (fields, name) = fields(of: key) else { return nil }
        return fields.optional(name, form)
    }

    private func fromEnvironment<Value>(_ key: String, _ form: ScalarForm<Value>) -> Value? {
        reader.string(forKey: ConfigKey(Self.parts(key))).flatMap { read($0, key, form) }
    }

    private func read<Value>(_ text: String, _ key: String, _ form: ScalarForm<Value>) -> Value? {
        do throws(ScalarRefusal) {
            return try form.read(text)
        } catch {
            otherFaults.append(
                .init(origin: .environment(variable: Self.variable(key)), key: key, message: error.message))
            return nil
        }
    }

    /// The mapping that holds `key` in the file, and the key's last part.
    private func fields(of key: String) -> (YAMLFields, String)? {
        keys.insert(key)
        let parts = Self.parts(key)
        guard let root, let name = parts.last else { return nil }
        guard parts.count == 2 else { return (root, name) }
        let section = parts[0]
        if sections[section] == nil { sections[section] = root.mapping(section) }
        return sections[section].map { ($0, name) }
    }

    private static func parts(_ key: String) -> [String] { key.split(separator: ".").map(String.init) }

    /// `LIANBO_INGEST_PORT` for `ingest.port`.
    static func variable(_ key: String) -> String {
        "LIANBO_" + key.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }
}
