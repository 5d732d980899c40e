import NIOCore
import Synchronization

/// Counts connections, holds them to their limits, and closes them all at the end.
///
/// Handlers call it from their event loops; the service calls ``closeAll(politely:)`` once.
final class ConnectionRegister: Sendable {
    enum Refusal: String, Error {
        case tooManyOfThisAddress = "too many connections from this address"
        case tooManyUnauthenticated = "too many connections without an accepted request"
        case shuttingDown = "shutting down"
    }

    private struct Entry {
        let channel: any Channel
        let network: [UInt8]
        var isAccepted = false
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var byNetwork: [[UInt8]: Int] = [:]
        var unauthenticated = 0
        var isClosing = false
    }

    private let perAddress: Int
    private let unauthenticated: Int
    private let state = Mutex(State())

    init(perAddress: Int, unauthenticated: Int) {
        self.perAddress = perAddress
        self.unauthenticated = unauthenticated
    }

    /// Lets `channel` in, or says why not. It is counted until it is closed.
    func enter(_ channel: any Channel, from peer: PeerAddress) -> Refusal? {
        let refusal = state.withLock { state -> Refusal? in
            if state.isClosing { return .shuttingDown }
            if state.byNetwork[peer.network, default: 0] >= perAddress { return .tooManyOfThisAddress }
            if state.unauthenticated >= unauthenticated { return .tooManyUnauthenticated }
            state.entries[ObjectIdentifier(channel)] = Entry(channel: channel, network: peer.network)
            state.byNetwork[peer.network, default: 0] += 1
            state.unauthenticated += 1
            return nil
        }
        if refusal == nil { channel.closeFuture.whenComplete { _ in self.leave(channel) } }
        return refusal
    }

    /// The channel's request was accepted.
    func accept(_ channel: any Channel) {
        state.withLock { state in
            guard state.entries[ObjectIdentifier(channel)]?.isAccepted == false else { return }
            state.entries[ObjectIdentifier(channel)]?.isAccepted = true
            state.unauthenticated -= 1
        }
    }

    private func leave(_ channel: any Channel) {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: ObjectIdentifier(channel)) else { return }
            if !entry.isAccepted { state.unauthenticated -= 1 }
            let left = state.byNetwork[entry.network, default: 1] - 1
            state.byNetwork[entry.network] = left > 0 ? left : nil
        }
    }

    /// Lets nobody in any more and returns when everybody is out: after last words, or at once.
    func closeAll(politely: Bool) async {
        let channels = state.withLock { state in
            state.isClosing = true
            return state.entries.values.map(\.channel)
        }
        for channel in channels {
            if politely {
                channel.pipeline.fireUserInboundEventTriggered(IngestNotice.shutdown)
            } else {
                channel.close(promise: nil)
            }
        }
        for channel in channels { try? await channel.closeFuture.get() }
    }
}
