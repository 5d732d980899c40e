/// Names of the settings that an account of one platform takes; ControlRoom fills it from the adapter's descriptions.
package struct PlatformSettings: Hashable, Sendable {
    package var required: Set<String>
    package var optional: Set<String>

    package init(required: Set<String> = [], optional: Set<String> = []) {
        self.required = required
        self.optional = optional
    }

    var all: Set<String> { required.union(optional) }
}
