import BroadcastModel
import ControlRoom
import Hummingbird
import Logging

/// Takes each request from door to desk: host, route, who, from where, body, handler; and dresses every reply.
///
/// Whatever is not in the route table is not found; whatever the table does not allow is refused before its body is read.
struct ControlResponder: HTTPResponder {
    static let bodyLimit = 1 << 20

    let surroundings: Surroundings
    let routes: [Route]
    private let door: RequestDoor

    init(surroundings: Surroundings) {
        self.surroundings = surroundings
        routes = RouteTable.all
        door = RequestDoor(surroundings: surroundings)
    }

    func respond(to request: Request, context: ControlContext) async throws -> Response {
        var reply: Response
        do {
            reply = try await answer(request, context)
        } catch {
            reply = refuse(error, request, context)
        }
        SecurityHeaders.add(to: &reply, path: request.uri.path)
        return reply
    }

    private func answer(_ request: Request, _ context: ControlContext) async throws -> Response {
        try door.checkHost(request)
        let (route, parameters) = try find(request)
        let entry = try await door.admit(request, to: route, context: context)
        let body = try await read(request, for: route)
        let call = Call(
            request: request, context: context, parameters: parameters, caller: entry?.caller, token: entry?.token,
            body: body, surroundings: surroundings
        )
        return try await route.handle(call)
    }

    private func find(_ request: Request) throws -> (Route, [String: String]) {
        let path = request.uri.path.split(separator: "/", omittingEmptySubsequences: false)
        var allowed: [String] = []
        for route in routes {
            guard let parameters = route.match(path) else { continue }
            if route.method == request.method { return (route, parameters) }
            allowed.append(route.method.rawValue)
        }
        throw allowed.isEmpty ? Problem.unknownPath : Problem.wrongMethod(allowed: allowed)
    }

    private func read(_ request: Request, for route: Route) async throws -> [UInt8] {
        if let length = request.headers.text("content-length").flatMap({ Int($0) }), length > Self.bodyLimit {
            throw Problem.bodyTooLarge
        }
        guard let expected = route.body else { return [] }
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= Self.bodyLimit else { throw Problem.bodyTooLarge }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        if bytes.isEmpty, !expected.isRequired { return [] }
        let type = request.headers.text("content-type")?.split(separator: ";").first?.lowercased()
        guard type?.filter({ $0 != " " }) == "application/json" else { throw Problem.notJSON }
        return bytes
    }

    private func refuse(_ error: any Error, _ request: Request, _ context: ControlContext) -> Response {
        if Problem.isUnexpected(error) {
            let cause = (error as? Fault).map { "\($0) \($0.cause ?? "")" } ?? "\(type(of: error)): \(error)"
            context.logger.error(
                "Request failed",
                metadata: ["method": "\(request.method.rawValue)", "path": "\(request.uri.path)", "cause": "\(cause)"])
        }
        let problem = Problem(error)
        var headers = HTTPFields.of("application/problem+json")
        for header in problem.headers { headers.set(header.name, header.value) }
        let body = (try? WireJSON.encode(problem.dto)) ?? []
        return Response(
            status: .init(code: problem.dto.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
