import BroadcastModel
import Persistence
import Synchronization

/// A store whose process can be killed at a transaction's boundary: before a chosen write, or after it was committed and
/// before anybody was told. What was committed stays in ``survivor``.
final class MortalStore: Store {
    enum Cut: Sendable { case before, after }
    struct Killed: Error {}

    private struct State {
        var writes = 0
        var isDead = false
        var handles: Set<SecretReference> = []
    }

    let survivor: MemoryStore
    private let killAt: Int?
    private let cut: Cut
    private let state = Mutex(State())

    init(_ survivor: MemoryStore = MemoryStore(), killAt: Int? = nil, cut: Cut = .before) {
        self.survivor = survivor
        self.killAt = killAt
        self.cut = cut
    }

    var writes: Int { state.withLock { $0.writes } }
    var isDead: Bool { state.withLock { $0.isDead } }
    /// Handles that are on the disk now.
    var handles: Set<SecretReference> { state.withLock { $0.handles } }

    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result {
        guard !isDead else { throw Killed() }
        let (result, handles) = try await survivor.read { reader in
            (try body(reader), try reader.sealedReferences().filter { $0.kind == .handle })
        }
        state.withLock { $0.handles = Set(handles) }
        return result
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Result) async throws -> Result
    {
        let dies = try state.withLock { state in
            guard !state.isDead else { throw Killed() }
            state.writes += 1
            let dies = state.writes == killAt
            if dies { state.isDead = true }
            return dies
        }
        guard !dies || cut == .after else { throw Killed() }
        let (result, handles) = try await survivor.write { writer in
            let result = try body(writer)
            return (result, try writer.sealedReferences().filter { $0.kind == .handle })
        }
        state.withLock { $0.handles = Set(handles) }
        if dies { throw Killed() }
        return result
    }
}
