/// Reads the keys of one mapping and remembers which ones exist, so that ``refuseUnknown(synonyms:)`` can name the others.
///
/// Every getter returns nil for what is absent or wrong; what is wrong is also a fault.
package final class YAMLFields {
    package let place: YAMLPlace
    package let faults: YAMLFaultList
    private let values: [String: YAMLValue]
    private let order: [YAMLValue.Entry]
    private var known: Set<String> = []

    /// The fields of `value`; nil, with a fault, when it is no mapping.
    package init?(_ value: YAMLValue, faults: YAMLFaultList) {
        guard case .mapping(let entries) = value.content else {
            faults.add(value.place, "must be a mapping of keys to values, found \(value.kind)")
            return nil
        }
        place = value.place
        self.faults = faults
        order = entries
        values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// Every key with its value, in the order of the file.
    package var entries: [YAMLValue.Entry] { order }

    /// Whether the key stands there with something after it.
    package func has(_ key: String) -> Bool {
        known.insert(key)
        return values[key].map { !$0.isNothing } ?? false
    }

    /// The key's place, or the mapping's own with the key in its path.
    package func place(of key: String) -> YAMLPlace { values[key]?.place ?? place.key(key) }

    /// What stands after `key`, as it is; nil when absent.
    package func content(of key: String) -> YAMLValue.Content? {
        known.insert(key)
        return values[key]?.content
    }

    /// The value of `key` in `form`; nil when absent (or empty) or wrong.
    package func optional<Value>(_ key: String, _ form: ScalarForm<Value>) -> Value? {
        known.insert(key)
        guard let value = values[key], !value.isNothing else { return nil }
        return form.read(value, faults: faults)
    }

    /// As ``optional(_:_:)``, but absence is a fault.
    package func required<Value>(_ key: String, _ form: ScalarForm<Value>) -> Value? {
        guard has(key) else {
            refuseMissing(key, "it must be \(form.expectation)")
            return nil
        }
        return optional(key, form)
    }

    /// The elements of the list `key`; none when absent. More than `limit` is a fault, and then none are returned.
    /// With `need`, a sentence, an absent or empty list is a fault as well.
    package func list(_ key: String, limit: Int, need: String? = nil) -> [YAMLValue] {
        guard has(key), let value = values[key] else {
            if let need { refuseMissing(key, need) }
            return []
        }
        guard case .list(let elements) = value.content else {
            faults.add(value.place, "must be a list, found \(value.kind)")
            return []
        }
        if elements.isEmpty, let need { faults.add(value.place, "is empty; \(need)") }
        guard elements.count <= limit else {
            faults.add(value.place, "has \(elements.count) entries; at most \(limit) are allowed")
            return []
        }
        return elements
    }

    /// The fields of the mapping `key`; nil when absent or wrong.
    package func mapping(_ key: String) -> YAMLFields? {
        guard has(key), let value = values[key] else { return nil }
        return YAMLFields(value, faults: faults)
    }

    /// Notes that `key` is missing.
    package func refuseMissing(_ key: String, _ what: String) {
        let state = values[key] == nil ? "is missing" : "has no value"
        faults.add(place(of: key), "\(state); \(what)")
    }

    /// Notes every key that no getter has asked for. `synonyms` maps words people use to the key that is meant.
    package func refuseUnknown(synonyms: [String: String] = [:]) {
        for entry in order where !known.contains(entry.key) {
            let hint =
                synonyms[entry.key].map { "; did you mean `\($0)`?" } ?? Spelling.hint(for: entry.key, among: known)
            let help = hint.isEmpty ? "; possible here: \(known.sorted().joined(separator: ", "))" : hint
            faults.add(entry.value.place, "is not a known key\(help)")
        }
    }
}
