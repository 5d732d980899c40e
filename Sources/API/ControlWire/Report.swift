/// `GET /v1/broadcasts/{id}/report`: what came of it.
package struct ReportDTO: Codable, Hashable, Sendable {
    package var broadcast: BroadcastDTO
    /// Accounts that belong to it, and those that were taken out after they had accepted media.
    package var accountsPlanned: Int
    /// Accounts that accepted media at least once.
    package var accountsReached: Int
    package var bytesSent: UInt64
    /// One destination's numbers at least are lower bounds, and so are these sums.
    package var bytesAreLowerBound: Bool
    package var messagesDropped: UInt64
    package var reconnects: Int
    package var cuesPlanned: Int
    package var cuesFired: Int
    package var cuesSkipped: Int
    /// Largest lateness of a cue fired by the clock, in milliseconds.
    package var worstCueLatenessMilliseconds: Int64?
    package var asRun: [AsRunDTO]
    package var figures: FiguresDTO
    /// The accounts planned, in the sense of `accountsPlanned`.
    package var destinations: [DestinationDTO]
    package init(
        broadcast: BroadcastDTO, accountsPlanned: Int, accountsReached: Int, bytesSent: UInt64, messagesDropped: UInt64,
        reconnects: Int, cuesPlanned: Int, cuesFired: Int, cuesSkipped: Int, worstCueLatenessMilliseconds: Int64?,
        asRun: [AsRunDTO], figures: FiguresDTO, destinations: [DestinationDTO], bytesAreLowerBound: Bool = false
    ) {
        self.broadcast = broadcast
        self.accountsPlanned = accountsPlanned
        self.accountsReached = accountsReached
        self.bytesSent = bytesSent
        self.bytesAreLowerBound = bytesAreLowerBound
        self.messagesDropped = messagesDropped
        self.reconnects = reconnects
        self.cuesPlanned = cuesPlanned
        self.cuesFired = cuesFired
        self.cuesSkipped = cuesSkipped
        self.worstCueLatenessMilliseconds = worstCueLatenessMilliseconds
        self.asRun = asRun
        self.figures = figures
        self.destinations = destinations
    }
}
