/// `PUT /v1/broadcasts/{id}/guests/{person}/link`: makes a guest's link, renews it, or moves its window. Reply: RundownDTO.
package struct GuestLinkRequest: Codable, Sendable {
    /// The new key, made by whoever asks; absent: only the window moves. It is in no reply.
    package var secret: String?
    /// Wall-clock milliseconds; absent: as it is, or from when the guest is to be here until half an hour after the planned end.
    package var fromMilliseconds: Int64?
    package var untilMilliseconds: Int64?
    /// The key takes the place of one that is in use.
    package var renew: Bool?
    package init(
        secret: String? = nil, fromMilliseconds: Int64? = nil, untilMilliseconds: Int64? = nil, renew: Bool? = nil
    ) {
        self.secret = secret
        self.fromMilliseconds = fromMilliseconds
        self.untilMilliseconds = untilMilliseconds
        self.renew = renew
    }
}

/// A guest's own push address; nothing of its key.
package struct GuestLinkDTO: Codable, Hashable, Sendable {
    /// not-yet, open, expired, revoked
    package var state: String
    /// Wall-clock milliseconds.
    package var fromMilliseconds: Int64
    package var untilMilliseconds: Int64
    package var madeBy: String
    package var revokedBy: String?
    /// Somebody pushes by it now.
    package var inUse: Bool
    /// The port that waits for SRT; absent: the link is for RTMP.
    package var port: Int?
    /// Why and when a push was refused last, and how often since the daemon began.
    package var refusal: String?
    package var refusedAt: Int64?
    package var refusals: Int
    package init(
        state: String, fromMilliseconds: Int64, untilMilliseconds: Int64, madeBy: String, revokedBy: String? = nil,
        inUse: Bool = false, port: Int? = nil, refusal: String? = nil, refusedAt: Int64? = nil, refusals: Int = 0
    ) {
        self.state = state
        self.fromMilliseconds = fromMilliseconds
        self.untilMilliseconds = untilMilliseconds
        self.madeBy = madeBy
        self.revokedBy = revokedBy
        self.inUse = inUse
        self.port = port
        self.refusal = refusal
        self.refusedAt = refusedAt
        self.refusals = refusals
    }
}
