package import BroadcastModel

/// A guest's own way into a feed, beside the feed's key.
package struct FeedLink: Sendable {
    /// `<broadcast>/<person>`.
    package var id: String
    package var key: Secret
    package var terms: GuestLink
    /// Whether a key was this link's before it was renewed.
    package var wasReplaced: @Sendable (Secret) -> Bool

    package init(
        id: String, key: Secret, terms: GuestLink, wasReplaced: @escaping @Sendable (Secret) -> Bool = { _ in false }
    ) {
        self.id = id
        self.key = key
        self.terms = terms
        self.wasReplaced = wasReplaced
    }
}

/// What a feed's door makes of a key that was shown to it.
enum FeedAdmission {
    case byKey
    case byLink(String)
    /// It is a link's, and does not open now.
    case refused(String)
    case unknown
}
