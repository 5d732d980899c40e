package import BroadcastModel

/// One way to a broadcast's stage screen.
package struct StageLinkID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A way to one broadcast's stage screen without signing in. The secret in it is known to whoever has the link.
package struct StageLinkRecord: Hashable, Sendable, Codable {
    package var broadcast: BroadcastID
    /// Unique in its broadcast, as the name is.
    package var id: StageLinkID
    /// What people call it: where the screen hangs.
    package var name: String
    /// SHA-256 of the token in the link.
    package var tokenHash: [UInt8]
    package var createdAt: WallTime
    package var createdBy: String
    /// It opens nothing from then on; nil: until it is revoked.
    package var expiresAt: WallTime?
    package init(
        broadcast: BroadcastID, id: StageLinkID, name: String, tokenHash: [UInt8], createdAt: WallTime,
        createdBy: String, expiresAt: WallTime?
    ) {
        self.broadcast = broadcast
        self.id = id
        self.name = name
        self.tokenHash = tokenHash
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
    }

    package func hasExpired(at now: WallTime) -> Bool { expiresAt.map { $0 <= now } ?? false }
}

/// What the control room says to the people in the studio; a broadcast has one at most.
package struct StageMessage: Hashable, Sendable, Codable {
    package var text: String
    package var at: WallTime
    /// `clock`, or the user's id.
    package var by: String
    /// The message cue that said it; nil: a hand.
    package var cue: CueID?
    package init(text: String, at: WallTime, by: String, cue: CueID? = nil) {
        self.text = text
        self.at = at
        self.by = by
        self.cue = cue
    }
}
