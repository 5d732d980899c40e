package import BroadcastModel

extension [SettingDescription] {
    /// Throws `malformed`, naming the key and never a value, for a setting that is missing, empty or unknown.
    package func check(_ settings: [String: String]) throws {
        for described in self where described.isRequired {
            guard settings[described.key]?.isEmpty == false else {
                throw Fault(
                    .malformed,
                    "The setting “\(described.key)” is missing: \(described.explanation) Example: \(described.example)",
                    blame: .operatorSide, place: described.key
                )
            }
        }
        for key in settings.keys.sorted() where !contains(where: { $0.key == key }) {
            let known = map(\.key).joined(separator: ", ")
            throw Fault(
                .malformed,
                "The setting “\(key.prefix(40))” is not known here. Known are: \(known.isEmpty ? "none" : known).",
                blame: .operatorSide, place: String(key.prefix(40))
            )
        }
    }
}

extension Fault {
    /// A setting whose value cannot be used; `why` ends the sentence “The setting … ” and repeats no value.
    package static func setting(_ key: String, _ why: String) -> Fault {
        Fault(.malformed, "The setting “\(key)” \(why)", blame: .operatorSide, place: key)
    }
}
