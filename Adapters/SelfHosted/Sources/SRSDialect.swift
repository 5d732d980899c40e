import AdapterKit
import BroadcastModel
import Outbound

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// SRS: its HTTP API in JSON. Errors come two ways, an HTTP status or a `code` other than 0 in a reply with status 200.
struct SRSDialect: ServerDialect {
    let source = "srs api"
    private let sender: any HTTPSender
    private let readings: SharedReading<ServerEndpoint, SRSStreams>

    /// The API lists ten at a time unless asked for more.
    private static let pageLength = 100
    private static let pageLimit = 100

    init(sender: any HTTPSender, clock: any ClockPort) {
        self.sender = sender
        readings = SharedReading(freshFor: .seconds(1), clock: clock)
    }

    func view(of place: StreamPlace, at server: ServerEndpoint) async throws -> StreamView? {
        let listing = try await readings.value(for: server) { [sender] in try await Self.list(server, sender) }
        guard let stream = listing.streams[place] else { return nil }
        let isPublishing = stream.publish?.active == true
        return StreamView(
            isPublishing: isPublishing,
            // `clients` counts the publisher too.
            viewers: stream.clients.map { max(0, $0 - (isPublishing ? 1 : 0)) },
            // An average over 30 s, 0 in the first 30 s, which is no rate.
            bitsPerSecond: (stream.kbps?.recv_30s).flatMap { $0 > 0 && $0 < 1 << 40 ? UInt64($0) * 1000 : nil }
        )
    }

    func stop(_ place: StreamPlace, at server: ServerEndpoint) async throws {
        // Ids hold until the server starts anew or the publisher comes again; a stale one is looked up again, once.
        for isLast in [false, true] {
            let listing = try await Self.list(server, sender)
            guard let publisher = listing.streams[place]?.publish, publisher.active == true, let id = publisher.cid
            else { return }
            let reply = try await server.ask(
                acceptingMissing: true, sender, .delete, "/api/v1/clients/\(id.percentEncoded)")
            if reply.status == 200 {
                let answer = try Self.reply(reply, as: SRSReply.self)
                if answer.code == 0, answer.server == listing.server { return }
                if isLast, answer.code != 0 { throw Self.failure(answer.code) }
            }
        }
        throw Fault(
            .platformError, "The server did not end its publisher: it knows it by another name each time.",
            blame: .platform)
    }

    private static func list(_ server: ServerEndpoint, _ sender: any HTTPSender) async throws -> SRSStreams {
        var all = SRSStreams()
        for page in 0..<pageLimit {
            let start = page * pageLength
            let reply = try await reply(
                server.ask(
                    sender, .get, "/api/v1/streams", query: [("start", String(start)), ("count", String(pageLength))]),
                as: SRSStreamPage.self
            )
            guard reply.code == 0 else { throw failure(reply.code) }
            guard let streams = reply.streams else { throw notSRS() }
            if page > 0, reply.server != all.server {
                throw Fault(
                    .platformError, "The server started anew while its streams were being listed.", blame: .platform)
            }
            all.server = reply.server
            for stream in streams { all.take(stream) }
            if streams.count < pageLength { return all }
        }
        return all
    }

    private static func reply<Reply: Decodable>(_ reply: OutboundReply, as type: Reply.Type) throws -> Reply {
        do {
            return try JSONDecoder().decode(type, from: Data(reply.body))
        } catch {
            throw notSRS()
        }
    }

    private static func notSRS() -> Fault {
        Fault(
            .platformError,
            "The answer is not that of SRS's HTTP API, or it is damaged. Check “status” and “control”: they are the API's root.",
            blame: .platform
        )
    }

    private static func failure(_ code: Int) -> Fault {
        Fault(.platformError, "SRS refused the request with its code \(code).", blame: .platform)
    }
}
