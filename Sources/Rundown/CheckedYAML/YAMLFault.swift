/// One thing that is wrong with a YAML text: where, and what to do about it.
package struct YAMLFault: Hashable, Sendable {
    package var place: YAMLPlace
    /// Begins in lower case, so that it reads on after the path: `must be …`. Never repeats a secret.
    package var message: String

    package init(place: YAMLPlace, message: String) {
        self.place = place
        self.message = message
    }
}
