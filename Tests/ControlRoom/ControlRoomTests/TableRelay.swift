import BroadcastModel
import Persistence
import Program
import Synchronization

/// A relay that keeps a table instead of sockets, and the rules that a real one relies on.
final class TableRelay: RelayPort {
    struct Session: Sendable {
        var address: PushAddress
        var status: DestinationStatus
        var isOpen: Bool
    }
    private struct State {
        var sessions: [DestinationID: Session] = [:]
        var attached: [DestinationID] = []
        var broken: [String] = []
        var events: [String] = []
    }

    private let state = Mutex(State())
    /// Media may go out only where this says that the handle is on the disk.
    private let isKept: @Sendable (DestinationID) -> Bool
    /// Sessions are live as soon as they are attached.
    private let goesLive: Bool

    init(goesLive: Bool = true, isKept: @escaping @Sendable (DestinationID) -> Bool = { _ in true }) {
        self.goesLive = goesLive
        self.isKept = isKept
    }

    /// Rules that were broken: a second attach to the same address, media before its handle was stored.
    var broken: [String] { state.withLock { $0.broken } }
    var attached: [DestinationID] { state.withLock { $0.attached } }
    var events: [String] { state.withLock { $0.events } }
    var open: Set<DestinationID> { state.withLock { Set($0.sessions.filter(\.value.isOpen).keys) } }
    func address(of id: DestinationID) -> PushAddress? { state.withLock { $0.sessions[id]?.address } }

    func set(_ status: DestinationState, of id: DestinationID, fault: Fault? = nil) {
        state.withLock {
            $0.sessions[id]?.status.state = status
            $0.sessions[id]?.status.lastFault = fault
            if status == .live { $0.sessions[id]?.status.bytesSent += 1_000 }
        }
    }

    func attach(_ id: DestinationID, to address: PushAddress, from log: MediaLog) {
        let isKept = isKept(id)
        state.withLock { state in
            if !isKept { state.broken.append("\(id) carried media before its handle was stored") }
            if let session = state.sessions[id], session.isOpen, session.address == address {
                state.broken.append("\(id) was attached twice")
            }
            var status = DestinationStatus(state: goesLive ? .live : .connecting)
            status.bytesSent = goesLive ? 1_000 : 0
            state.sessions[id] = Session(address: address, status: status, isOpen: true)
            state.attached.append(id)
            state.events.append("attach \(id.account)")
        }
    }

    func detach(_ id: DestinationID) {
        state.withLock { state in
            state.sessions[id]?.isOpen = false
            state.sessions[id]?.status.state = .ended
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

    func statuses(of broadcast: BroadcastID) -> [AccountID: DestinationStatus] {
        state.withLock { state in
            Dictionary(
                state.sessions.filter { $0.key.broadcast == broadcast }.map { ($0.key.account, $0.value.status) }
            ) { first, _ in first }
        }
    }
}
