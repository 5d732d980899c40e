import BroadcastModel

/// How one kind of server is asked. ``SelfHostedAdapter`` calls it; what it throws is a ``Fault`` or a cancellation.
protocol ServerDialect: Sendable {
    /// Named as the source of a number.
    var source: String { get }
    /// Nil when the server does not list the stream.
    func view(of place: StreamPlace, at server: ServerEndpoint) async throws -> StreamView?
    /// Ends the publisher's session; success as well when there is none.
    func stop(_ place: StreamPlace, at server: ServerEndpoint) async throws
}
