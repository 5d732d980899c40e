package import BroadcastModel

/// The adapters of this daemon by platform, fixed when it starts.
package struct AdapterRegistry: Sendable {
    private let adapters: [PlatformID: any PlatformAdapter]

    /// Throws `internalError` for two adapters of one platform, or a platform whose name is not well formed.
    package init(_ adapters: [any PlatformAdapter]) throws {
        var known: [PlatformID: any PlatformAdapter] = [:]
        for adapter in adapters {
            guard adapter.platform.isWellFormed else {
                throw Fault(
                    .internalError, "An adapter has an impossible platform name.", blame: .ours,
                    place: adapter.displayName)
            }
            guard known.updateValue(adapter, forKey: adapter.platform) == nil else {
                throw Fault(.internalError, "Two adapters claim the platform \(adapter.platform).", blame: .ours)
            }
        }
        self.adapters = known
    }

    /// In order of their names.
    package var platforms: [PlatformID] { adapters.keys.sorted() }

    /// Nil when no adapter speaks for `platform`.
    package subscript(platform: PlatformID) -> (any PlatformAdapter)? { adapters[platform] }

    /// Throws `unsupported`, listing what there is, when no adapter speaks for `platform`.
    package func adapter(for platform: PlatformID) throws -> any PlatformAdapter {
        if let adapter = adapters[platform] { return adapter }
        let known = platforms.map(\.rawValue).joined(separator: ", ")
        throw Fault(
            .unsupported,
            "There is no adapter for the platform “\(platform)”. Known are: \(known.isEmpty ? "none" : known).",
            blame: .operatorSide
        )
    }
}
