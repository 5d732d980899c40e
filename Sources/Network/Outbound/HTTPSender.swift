/// Sends one HTTP request and returns its whole reply. Curl implements it; adapters receive one, they never make one.
///
/// Redirects are not followed. Throws a ``Fault`` (`nameUnresolved`, `connectRefused`, `connectTimedOut`,
/// `certificateUntrusted`, `platformUnreachable`, `tooLarge`, `addressForbidden`) whose text never holds the URL's path,
/// query or user part. Any status code is a reply, not an error. Cancelling the task abandons the transfer at once.
package protocol HTTPSender: Sendable {
    func send(_ request: OutboundRequest) async throws -> OutboundReply
    /// Streams a reply's body (server-sent events) until the peer ends it or the task is cancelled.
    func stream(_ request: OutboundRequest) -> AsyncThrowingStream<[UInt8], any Error>
}

package struct OutboundRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"
    }
    package var method: Method
    /// `https://…`; `http://` is allowed towards declared lab networks only. May hold secrets: never logged.
    package var url: String
    /// Header values may hold tokens: never logged.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// For the whole exchange, name resolution included.
    package var timeout: Duration
    /// A longer reply body is a `tooLarge` fault.
    package var replyLimit: Int

    package init(
        _ method: Method = .get, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(10), replyLimit: Int = 4 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.replyLimit = replyLimit
    }
}

package struct OutboundReply: Sendable {
    package var status: Int
    /// Names are lower-cased.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
