/// Where the publisher sends the clip; always on this machine.
enum FeedTarget: Sendable {
    /// `stream` is the whole stream name with its query.
    case rtmp(port: Int, application: String, stream: String)
    /// The floor's own form: type, time stamp, length, payload.
    case records(port: Int)

    var port: Int {
        switch self {
        case .rtmp(let port, _, _), .records(let port): port
        }
    }
}
