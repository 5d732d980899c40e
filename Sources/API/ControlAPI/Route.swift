import BroadcastModel
import Hummingbird

/// One line of the route table: what there is, who may, and who does it. The table is all that the server answers to.
struct Route: Sendable {
    enum Access: Hashable, Sendable {
        /// Nobody is asked who they are.
        case open
        /// As a viewer, or without a token from loopback where the configuration says so.
        case metrics
        case role(Role)
        /// Whoever has a stage link; the handler asks for it, and nothing else opens.
        case stageLink
    }

    struct Body: Sendable {
        var schema: String
        var isRequired = true
    }

    enum Content: Sendable {
        case one(String)
        case list(String)
        /// Anything else, by its media type.
        case text(String)
        case nothing
    }

    struct Query: Sendable {
        var name: String
        var explanation: String
        var minimum: Int64 = 0
        var maximum: Int64?
        /// Not empty: one of these, rather than a number.
        var words: [String] = []
    }

    var method: HTTPRequest.Method
    /// `/v1/broadcasts/{id}`; a last `{name*}` takes the rest of the path.
    var template: String
    var access: Access
    var operationID: String
    var summary: String
    var body: Body?
    var queries: [Query] = []
    var success: HTTPResponse.Status
    var content: Content
    var handle: @Sendable (Call) async throws -> Response

    private let segments: [Substring]

    init(
        _ method: HTTPRequest.Method, _ template: String, _ access: Access, _ operationID: String, _ summary: String,
        body: Body? = nil,
        queries: [Query] = [], success: HTTPResponse.Status = .ok, _ content: Content,
        handle: @escaping @Sendable (Call) async throws -> Response
    ) {
        self.method = method
        self.template = template
        self.access = access
        self.operationID = operationID
        self.summary = summary
        self.body = body
        self.queries = queries
        self.success = success
        self.content = content
        self.handle = handle
        segments = template.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// The parameters in `path` when it is of this shape, nil otherwise. Nothing is percent-decoded: no id of ours needs it.
    func match(_ path: [Substring]) -> [String: String]? {
        var found: [String: String] = [:]
        for (index, segment) in segments.enumerated() {
            guard index < path.count else { return nil }
            if segment.hasSuffix("*}") {
                found[String(segment.dropFirst().dropLast(2))] = path[index...].joined(separator: "/")
                return found
            }
            if segment.hasPrefix("{") {
                guard !path[index].isEmpty else { return nil }
                found[String(segment.dropFirst().dropLast())] = String(path[index])
            } else if segment != path[index] {
                return nil
            }
        }
        return path.count == segments.count ? found : nil
    }

    /// Names inside braces, in order.
    var parameterNames: [String] {
        segments.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast($0.hasSuffix("*}") ? 2 : 1)) }
    }
}
