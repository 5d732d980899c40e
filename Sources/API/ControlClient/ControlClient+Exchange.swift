import BroadcastModel
import ControlWire
import FoundationEssentials
import Outbound

extension ControlClient {
    func call<Reply: Decodable>(_ method: OutboundRequest.Method, _ path: String) async throws -> Reply {
        try decode(try await exchange(method, path, body: nil))
    }

    func call<Reply: Decodable>(
        _ method: OutboundRequest.Method, _ path: String, _ body: some Encodable
    ) async throws -> Reply {
        try decode(try await exchange(method, path, body: Array(try JSONEncoder().encode(body))))
    }

    func put(_ path: String, _ secret: Secret) async throws {
        _ = try await exchange(
            .put, path, body: Array(try JSONEncoder().encode(SecretRequest(secret: secret.reveal()))))
    }

    /// The reply's body when its status is 2xx; a ``ClientFault`` otherwise.
    func exchange(_ method: OutboundRequest.Method, _ path: String, body: [UInt8]?) async throws -> [UInt8] {
        let reply: OutboundReply
        do {
            reply = try await sender.send(request(method, path, body: body))
        } catch let cancelled as CancellationError {
            throw cancelled
        } catch {
            throw unreachable(error)
        }
        guard (200..<300).contains(reply.status) else { throw fault(status: reply.status, body: reply.body) }
        return reply.body
    }

    func request(_ method: OutboundRequest.Method, _ path: String, body: [UInt8]? = nil) -> OutboundRequest {
        var headers = [(name: "accept", value: "application/json")]
        if !token.isEmpty { headers.append((name: "authorization", value: "Bearer \(token.reveal())")) }
        if body != nil { headers.append((name: "content-type", value: "application/json")) }
        return OutboundRequest(
            method, base + path, headers: headers, body: body, timeout: .seconds(30), replyLimit: 16 << 20)
    }

    func decode<Reply: Decodable>(_ body: [UInt8]) throws -> Reply {
        do {
            return try JSONDecoder().decode(Reply.self, from: Data(body))
        } catch {
            throw ClientFault(
                kind: .garbled,
                message:
                    "What answers at \(base) is not a lianbod of this version. Check --server and the daemon's version."
            )
        }
    }

    func fault(status: Int, body: [UInt8]) -> ClientFault {
        if let problem = try? JSONDecoder().decode(ProblemDTO.self, from: Data(body)) {
            return ClientFault(kind: .refused(problem), message: problem.detail)
        }
        return ClientFault(
            kind: .garbled,
            message: "What answers at \(base) said status \(status) and is not a lianbod. Check --server.")
    }

    func unreachable(_ error: any Error) -> ClientFault {
        let cause = (error as? Fault)?.message ?? "The connection broke."
        return ClientFault(
            kind: .unreachable,
            message:
                "No daemon answers at \(base). \(cause) Is lianbod running? Start it with: lianbod --config Config/lianbo.yaml"
        )
    }

    /// Ids go into a path: whatever could end a segment is percent-encoded.
    func segment(_ id: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return id.utf8.reduce(into: "") { path, byte in
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x5F: path.append(Character(Unicode.Scalar(byte)))
            case 0x2E where id.utf8.contains { $0 != 0x2E }: path.append(".")
            default: path += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
    }
}
