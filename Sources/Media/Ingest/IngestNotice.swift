/// What others tell a connection, from any thread, as a user event of its pipeline.
enum IngestNotice: String, Sendable {
    /// The daemon took the feed away from this publisher.
    case revoked = "the feed was taken away: its key changed, or it was closed"
    case shutdown = "the daemon shuts down"
}
