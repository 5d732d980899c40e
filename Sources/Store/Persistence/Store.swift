/// Keeps everything that must survive a kill. A returned ``write(_:)`` is on the disk.
///
/// ControlRoom calls it, one transaction a use case: check, compute, save once. A body that throws leaves nothing behind
/// and its error comes out unchanged; failures of the store itself come out as ``Fault`` `storageFull` or
/// `storageFailed`. Writers run one at a time in order of arrival; readers see one consistent state.
package protocol Store: Sendable {
    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result
    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Result) async throws -> Result
}
