import AdapterKit
import BroadcastModel
import Outbound

/// nginx with its RTMP module: `rtmp_stat` as XML, `rtmp_control` as counts in plain text.
struct NginxDialect: ServerDialect {
    let source = "nginx-rtmp stat"
    private let sender: any HTTPSender
    private let readings: SharedReading<ServerEndpoint, NginxStat>
    private let rates = ByteRates()

    init(sender: any HTTPSender, clock: any ClockPort) {
        self.sender = sender
        readings = SharedReading(freshFor: .seconds(1), clock: clock)
    }

    func view(of place: StreamPlace, at server: ServerEndpoint) async throws -> StreamView? {
        let stat = try await readings.value(for: server) { [sender, rates] in
            let stat = try NginxStat(try await server.ask(sender).body)
            rates.take(stat, of: server)
            return stat
        }
        guard let stream = stat.streams[place] else { return nil }
        return StreamView(
            isPublishing: stream.isPublishing, viewers: stream.viewers, quality: stream.viewerQuality,
            bitsPerSecond: rates.rate(of: place, at: server) ?? stream.bitsPerSecond
        )
    }

    /// `/control/drop/publisher` answers with the number of sessions that it dropped; 0 for a stream that is gone.
    func stop(_ place: StreamPlace, at server: ServerEndpoint) async throws {
        let reply = try await server.ask(
            sender, .get, "/drop/publisher", query: [("app", place.application), ("name", place.name)]
        )
        let text = reply.text.prefix(16).filter { !$0.isWhitespace }
        guard reply.body.count <= 16, let dropped = Int(text), dropped >= 0 else {
            throw Fault(
                .platformError,
                "The server's control page did not answer with a count. Check that “control” is the location of rtmp_control.",
                blame: .platform, place: "control"
            )
        }
    }
}
