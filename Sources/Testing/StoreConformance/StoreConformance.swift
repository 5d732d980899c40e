package import Persistence

/// What every ``Store`` must do, as checks that its implementers run: SQLiteStore, the twin in memory, later others.
///
/// Each check gets a store of its own, empty. A check throws ``StoreConformanceFailure`` that says what was expected.
package struct StoreConformance {
    /// One requirement of the port, as a sentence, and the proof of it.
    package struct Check: Sendable, CustomStringConvertible {
        package let description: String
        package let run: @Sendable (any Store) async throws -> Void
    }

    /// Every check, for a parameterised test.
    package static let checks: [Check] =
        broadcastChecks + rowChecks + logChecks + sampleChecks + userChecks + stageChecks + sealedChecks
        + transactionChecks

    /// Runs all checks, each on a new store from `makeStore`, and throws the first failure with the check's name.
    package static func runAll(makeStore: @Sendable () async throws -> any Store) async throws {
        for check in checks {
            let store = try await makeStore()
            do {
                try await check.run(store)
            } catch {
                throw StoreConformanceFailure("\(check): \(error)")
            }
        }
    }
}
