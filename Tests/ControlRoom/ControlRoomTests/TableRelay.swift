import BroadcastModel
import Persistence
import Program
import Synchronization

/// A relay that keeps a table instead of sockets, and the rules that a real one relies on.
///
/// It counts as the real one does: on, when a destination is attached again at its address; from zero, at another
/// address or after it was forgotten.
final class TableRelay: RelayPort {
    struct Session: Sendable {
        var address: PushAddress
        var status: DestinationStatus
        var isOpen: Bool
        var hasBeenLive = false
    }
    private struct State {
        var sessions: [DestinationID: Session] = [:]
        var attached: [DestinationID] = []
        var logs: [DestinationID: MediaLog] = [:]
        var broken: [String] = []
        var events: [String] = []
        var sent: [DestinationID: UInt64] = [:]
        var looks: UInt64 = 0
    }

    private let state = Mutex(State())
    /// Media may go out only where this says that the handle is on the disk.
    private let isKept: @Sendable (DestinationID) -> Bool
    /// Sessions are live as soon as they are attached.
    private let goesLive: Bool
    /// A session that ends has something left to send, until ``finishEnding()``.
    private let endsSlowly: Bool
    /// The process lives; a dead one sends nothing.
    private let isAlive: @Sendable () -> Bool

    init(
        goesLive: Bool = true, endsSlowly: Bool = false, isAlive: @escaping @Sendable () -> Bool = { true },
        isKept: @escaping @Sendable (DestinationID) -> Bool = { _ in true }
    ) {
        self.goesLive = goesLive
        self.endsSlowly = endsSlowly
        self.isAlive = isAlive
        self.isKept = isKept
    }

    /// What really went out, whatever was asked and counted.
    func sent(to id: DestinationID) -> UInt64 { state.withLock { $0.sent[id] ?? 0 } }

    /// Sends to every session that is live.
    func send(_ bytes: UInt64) {
        guard isAlive() else { return }
        state.withLock { state in
            for (id, session) in state.sessions where session.isOpen && session.status.state == .live {
                Self.send(bytes, to: id, in: &state)
            }
        }
    }

    /// The sessions that end slowly send the rest and close.
    func finishEnding() {
        state.withLock { state in
            for (id, session) in state.sessions where session.status.bitsPerSecond > 0 {
                Self.send(500, to: id, in: &state)
                state.sessions[id]?.status.bitsPerSecond = 0
            }
        }
    }

    private static func send(_ bytes: UInt64, to id: DestinationID, in state: inout State) {
        state.sessions[id]?.status.bytesSent += bytes
        state.sent[id, default: 0] += bytes
    }

    private static func goLive(_ id: DestinationID, in state: inout State) {
        guard let session = state.sessions[id] else { return }
        if session.hasBeenLive { state.sessions[id]?.status.reconnects += 1 }
        state.sessions[id]?.hasBeenLive = true
        state.sessions[id]?.status.state = .live
        send(1_000, to: id, in: &state)
    }

    /// Rules that were broken: a second attach to the same address, media before its handle was stored.
    var broken: [String] { state.withLock { $0.broken } }
    /// What a destination is fed from.
    func log(of id: DestinationID) -> MediaLog? { state.withLock { $0.logs[id] } }
    var attached: [DestinationID] { state.withLock { $0.attached } }
    var events: [String] { state.withLock { $0.events } }
    var open: Set<DestinationID> { state.withLock { Set($0.sessions.filter(\.value.isOpen).keys) } }
    func address(of id: DestinationID) -> PushAddress? { state.withLock { $0.sessions[id]?.address } }

    func set(_ status: DestinationState, of id: DestinationID, fault: Fault? = nil) {
        state.withLock {
            $0.sessions[id]?.status.lastFault = fault
            if status == .live { Self.goLive(id, in: &$0) } else { $0.sessions[id]?.status.state = status }
        }
    }

    func attach(_ id: DestinationID, to address: PushAddress, from log: MediaLog, needs: MediaNeeds) {
        let isKept = isKept(id)
        state.withLock { state in
            if !isKept { state.broken.append("\(id) carried media before its handle was stored") }
            if let session = state.sessions[id], session.isOpen, session.address == address {
                state.broken.append("\(id) was attached twice")
            }
            if state.sessions[id]?.address != address {
                state.sessions[id] = Session(address: address, status: DestinationStatus(), isOpen: true)
            }
            state.sessions[id]?.isOpen = true
            state.sessions[id]?.status.state = .connecting
            state.sessions[id]?.status.attempt = 1
            if goesLive, isAlive() { Self.goLive(id, in: &state) }
            state.attached.append(id)
            state.logs[id] = log
            state.events.append("attach \(id.account)")
        }
    }

    func detach(_ id: DestinationID) {
        state.withLock { state in
            state.sessions[id]?.isOpen = false
            state.sessions[id]?.status.state = .ended
            if endsSlowly { state.sessions[id]?.status.bitsPerSecond = 1 }
            state.events.append("detach \(id.account)")
        }
    }

    func retry(_ id: DestinationID) { state.withLock { $0.events.append("retry \(id.account)") } }

    func forget(_ id: DestinationID) {
        state.withLock { state in
            if state.sessions[id]?.isOpen == true { state.broken.append("\(id) was forgotten while open") }
            state.sessions[id] = nil
            state.events.append("forget \(id.account)")
        }
    }

    /// Every look finds news, so that the room's own thrift hides nothing from these tests.
    var revision: UInt64 {
        state.withLock { state in
            state.looks += 1
            return state.looks
        }
    }

    func statuses(of broadcast: BroadcastID) -> [AccountID: DestinationStatus] {
        state.withLock { state in
            Dictionary(
                state.sessions.filter { $0.key.broadcast == broadcast }.map { ($0.key.account, $0.value.status) }
            ) { first, _ in first }
        }
    }
}
