package import BroadcastModel
package import Program

/// A relay that carries nothing and has nothing to tell: for measuring and killing what stands above it.
package struct SilentRelay: RelayPort {
    package init() {}

    package func attach(_ id: DestinationID, to address: PushAddress, from log: MediaLog, needs: MediaNeeds) {}
    package func detach(_ id: DestinationID) {}
    package func retry(_ id: DestinationID) {}
    package func forget(_ id: DestinationID) {}
    package func statuses(of broadcast: BroadcastID) -> [AccountID: DestinationStatus] { [:] }
    package var revision: UInt64 { 0 }
}
