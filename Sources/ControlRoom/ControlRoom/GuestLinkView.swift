package import BroadcastModel

/// What a hand wants of a guest's link.
package enum GuestLinkCommand: Hashable, Sendable {
    /// A key that nobody else knows, for a guest who has no link, or (`renews`) in place of the one they have. Without a key only the
    /// window moves. A bound that is nil stays as it is, or is the usual one.
    case set(key: Secret?, from: WallTime?, until: WallTime?, renews: Bool)
    /// At once: whoever pushes by it is disconnected.
    case revoke
}

/// A guest's own push address as the operator sees it; nothing of its key.
package struct GuestLinkView: Hashable, Sendable {
    package var terms: GuestLink
    package var state: GuestLink.State
    /// Somebody pushes by it now.
    package var isInUse: Bool
    /// The port that waits for SRT; nil: the link is for RTMP.
    package var port: Int?
    /// The last push that was refused.
    package var refusal: GuestLinkRefusal?
    package init(
        terms: GuestLink, state: GuestLink.State, isInUse: Bool = false, port: Int? = nil,
        refusal: GuestLinkRefusal? = nil
    ) {
        self.terms = terms
        self.state = state
        self.isInUse = isInUse
        self.port = port
        self.refusal = refusal
    }
}
