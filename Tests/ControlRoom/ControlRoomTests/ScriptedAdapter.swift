import AdapterKit
import BroadcastModel
import Synchronization

/// A platform that answers as it is told, writes down every call, and notices calls that overlap.
final class ScriptedAdapter: PlatformAdapter {
    typealias Prepare = @Sendable (AdapterAccount) async throws -> PrepareAnswer

    private struct State {
        var calls: [String] = []
        var inFlight: Set<AccountID> = []
        var overlaps = 0
        var most = 0
        var prepare: Prepare
        var capabilities: AccountCapabilities
        var startFault: Fault?
        var stopFault: Fault?
        var word = PlatformWord.live(bitsPerSecond: nil)
        var viewers: Int64 = 10
    }

    let platform: PlatformID = PlatformID("scripted")
    let displayName = "scripted"
    let settings = [
        SettingDescription(key: "server", explanation: "where", isRequired: false, example: "rtmp://host/app")
    ]
    private let state: Mutex<State>

    static let plain = AccountCapabilities(
        start: .onMedia, stop: .onMediaLoss, hasStatus: false, numbers: [], pace: .seconds(5))
    static let full = AccountCapabilities(
        start: .explicit, stop: .explicit, hasStatus: true, numbers: [.concurrent], pace: .seconds(5))

    init(_ capabilities: AccountCapabilities = plain, prepare: @escaping Prepare = ScriptedAdapter.ready) {
        state = Mutex(State(prepare: prepare, capabilities: capabilities))
    }

    static let ready: Prepare = { account in
        .ready(
            address: try PushAddress(account.pastedAddress ?? Secret("rtmp://\(account.id)/app/key")),
            handle: PlatformHandle(text: Secret("room\nof \(account.id)")), validUntil: nil
        )
    }

    var calls: [String] { state.withLock { $0.calls } }
    var overlaps: Int { state.withLock { $0.overlaps } }
    /// Most calls that were in flight at one time.
    var most: Int { state.withLock { $0.most } }
    func count(_ call: String) -> Int { calls.count { $0.hasPrefix(call) } }
    func answer(_ prepare: @escaping Prepare) { state.withLock { $0.prepare = prepare } }
    func say(_ word: PlatformWord) { state.withLock { $0.word = word } }
    func fail(start: Fault? = nil, stop: Fault? = nil) {
        state.withLock {
            $0.startFault = start
            $0.stopFault = stop
        }
    }

    func capabilities(of account: AdapterAccount) throws -> AccountCapabilities {
        if account.settings["server"] == "bad" {
            throw Fault(.malformed, "server is no address.", blame: .operatorSide, place: "server")
        }
        return state.withLock { $0.capabilities }
    }

    func prepare(_ account: AdapterAccount) async throws -> PrepareAnswer {
        enter("prepare", account)
        defer { leave(account) }
        return try await state.withLock { $0.prepare }(account)
    }

    func start(_ account: AdapterAccount, handle: PlatformHandle) async throws {
        enter("start", account, handle)
        defer { leave(account) }
        await Task.yield()
        if let fault = state.withLock({ $0.startFault }) { throw fault }
    }

    func stop(_ account: AdapterAccount, handle: PlatformHandle) async throws {
        enter("stop", account, handle)
        defer { leave(account) }
        await Task.yield()
        if let fault = state.withLock({ $0.stopFault }) { throw fault }
    }

    func status(_ account: AdapterAccount, handle: PlatformHandle) async throws -> PlatformWord {
        enter("status", account, handle)
        defer { leave(account) }
        await Task.yield()
        return state.withLock { $0.word }
    }

    func readNumbers(_ account: AdapterAccount, handle: PlatformHandle, now: WallTime) async throws -> [Sample] {
        enter("numbers", account, handle)
        defer { leave(account) }
        await Task.yield()
        return [
            Sample(
                account: account.id, kind: .concurrent, value: state.withLock { $0.viewers }, at: now,
                source: "scripted")
        ]
    }

    private func enter(_ call: String, _ account: AdapterAccount, _ handle: PlatformHandle? = nil) {
        state.withLock { state in
            state.calls.append("\(call) \(account.id)")
            if let handle, handle.text.reveal() != "room\nof \(account.id)" {
                state.calls.append("wrong handle \(account.id)")
            }
            if !state.inFlight.insert(account.id).inserted { state.overlaps += 1 }
            state.most = max(state.most, state.inFlight.count)
        }
    }

    private func leave(_ account: AdapterAccount) { state.withLock { _ = $0.inFlight.remove(account.id) } }
}
