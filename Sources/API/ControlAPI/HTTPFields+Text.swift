import Hummingbird

extension HTTPFields {
    /// The first value of a field, named in lower case.
    func text(_ name: String) -> String? {
        first { $0.name.canonicalName == name }?.value
    }

    /// Every value of a field, named in lower case.
    func texts(_ name: String) -> [String] {
        filter { $0.name.canonicalName == name }.map(\.value)
    }

    /// Replaces a field. `name` is a constant of ours, well formed.
    mutating func set(_ name: String, _ value: String) {
        guard let name = Element.Name(name) else { return }
        self[name] = value
    }
}
