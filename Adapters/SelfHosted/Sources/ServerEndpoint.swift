import AdapterKit
import BroadcastModel
import Outbound

/// A server's HTTP interface with what it asks for at the door.
struct ServerEndpoint: Hashable, Sendable {
    let base: InterfaceAddress
    /// `user:password` for Basic, anything else for Bearer.
    let credential: Secret?

    /// Asks, and returns a reply with status 200, or with 404 too when `acceptingMissing`. Throws a ``Fault`` for
    /// everything else, or the cancellation.
    func ask(
        acceptingMissing: Bool = false, _ sender: any HTTPSender, _ method: OutboundRequest.Method = .get,
        _ path: String = "",
        query: [(name: String, value: String)] = []
    ) async throws -> OutboundReply {
        let request = OutboundRequest(
            method, base.url(path, query: query), headers: headers, timeout: .seconds(5), replyLimit: 8 << 20)
        let reply: OutboundReply
        do {
            reply = try await sender.send(request)
        } catch let fault as Fault {
            throw fault
        } catch {
            try Task.checkCancellation()
            throw Fault(.platformUnreachable, "The server's HTTP interface could not be asked.", blame: .network)
        }
        switch reply.status {
        case 200: return reply
        case 404 where acceptingMissing: return reply
        case 401, 403:
            throw Fault(
                .platformRefused,
                "The server's HTTP interface refused us (HTTP \(reply.status)). Check the account's credential and the server's access rules.",
                blame: .operatorSide
            )
        case 404:
            throw Fault(
                .platformError,
                "The server has nothing at the configured HTTP address (HTTP 404). Check “status” and “control”.",
                blame: .platform
            )
        default:
            throw Fault(.platformError, "The server's HTTP interface failed (HTTP \(reply.status)).", blame: .platform)
        }
    }

    private var headers: [(name: String, value: String)] {
        guard let credential, !credential.isEmpty else { return [] }
        let value = credential.reveal()
        return [("Authorization", value.contains(":") ? "Basic \(Self.base64(value))" : "Bearer \(value)")]
    }

    static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = Array(text.utf8)
        var encoded: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                encoded.append(
                    index <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
