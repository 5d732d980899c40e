package import BroadcastModel

/// Carries programs to destinations. Relay implements it with sockets; tests with a table.
///
/// ControlRoom's reconciler calls it. Every call returns at once; what became of it is read from ``statuses(of:)``.
package protocol RelayPort: Sendable {
    /// Wants `id` fed from `log` at `address`; begins to dial. Calling again with another address replaces the session.
    func attach(_ id: DestinationID, to address: PushAddress, from log: MediaLog, needs: MediaNeeds)
    /// Ends politely (FCUnpublish, deleteStream, close) within two seconds; the state becomes `ended`.
    func detach(_ id: DestinationID)
    /// Dials now, whatever it was waiting for; nothing if it is live.
    func retry(_ id: DestinationID)
    /// Forgets a destination that is `ended`; closes at once one that is not.
    func forget(_ id: DestinationID)
    func statuses(of broadcast: BroadcastID) -> [AccountID: DestinationStatus]
    /// Grows with every change of a status but of its counters, so that looking for news costs nothing while there is none.
    var revision: UInt64 { get }
}
