import BroadcastModel

/// What `rtmp_stat all` said at one moment: the streams by application and name.
struct NginxStat: Sendable {
    struct Stream: Hashable, Sendable {
        var isPublishing = false
        var clients: Int64?
        /// Clients that were listed one by one.
        var listed: Int64 = 0
        var listedViewers: Int64 = 0
        var bytesIn: UInt64 = 0
        /// Age of the stream, by the server's clock.
        var milliseconds: UInt64 = 0
        var bandwidthIn: UInt64 = 0

        /// `nclients` counts publisher, players and the server's own outgoing relays; only players are viewers.
        var viewers: Int64? {
            if listed > 0 || clients == 0 { return listedViewers }
            return clients.map { max(0, $0 - (isPublishing ? 1 : 0)) }
        }
        /// Where clients are not listed (`rtmp_stat live`), outgoing relays pass for viewers.
        var viewerQuality: SampleQuality { listed > 0 || clients == 0 ? .exact : .approximate }
        /// The server's average, 0 in its first ten seconds, which is no rate.
        var bitsPerSecond: UInt64? { bandwidthIn == 0 ? nil : bandwidthIn }
    }

    private(set) var streams: [StreamPlace: Stream] = [:]

    /// Throws `platformError` for what is no status page of nginx-rtmp, whole and well formed.
    init(_ xml: [UInt8]) throws {
        var reader = Reader()
        do {
            var scanner = XMLScanner(xml)
            while let event = try scanner.next() { reader.take(event) }
            guard reader.sawRoot else { throw XMLScanner.Malformation.notXML }
        } catch {
            throw Fault(
                .platformError, "The server's status page is not that of rtmp_stat, or it is damaged. Check “status”.",
                blame: .platform, place: "status", cause: "\(error)"
            )
        }
        streams = reader.streams
    }

    /// Follows the path of open elements and picks what we know; everything else is passed over.
    private struct Reader {
        var sawRoot = false
        var streams: [StreamPlace: Stream] = [:]
        private var path: [String] = []
        private var text = ""
        private var application = ""
        private var name = ""
        private var stream = Stream()
        private var clientPublishes = false
        private var clientIsRelay = false

        mutating func take(_ event: XMLScanner.Event) {
            switch event {
            case .open(let element):
                if path.isEmpty { sawRoot = element == "rtmp" }
                path.append(element)
                text = ""
                switch element {
                case "application": application = ""
                case "stream":
                    name = ""
                    stream = Stream()
                case "client":
                    clientPublishes = false
                    clientIsRelay = false
                default: break
                }
            case .text(let piece):
                text += piece
            case .close(let element):
                path.removeLast()
                close(element, in: path.last ?? "")
                text = ""
            }
        }

        private mutating func close(_ element: String, in parent: String) {
            switch (parent, element) {
            case ("application", "name"): application = text
            case ("stream", "name"): name = text
            case ("stream", "time"): stream.milliseconds = UInt64(text) ?? 0
            case ("stream", "bytes_in"): stream.bytesIn = UInt64(text) ?? 0
            case ("stream", "bw_in"): stream.bandwidthIn = UInt64(text) ?? 0
            case ("stream", "nclients"): stream.clients = Int64(text).flatMap { $0 >= 0 ? $0 : nil }
            case ("stream", "publishing"): stream.isPublishing = true
            case ("client", "publishing"): clientPublishes = true
            case ("client", "flashver"): clientIsRelay = text == "ngx-local-relay"
            case ("stream", "client"):
                stream.listed += 1
                if !clientPublishes, !clientIsRelay { stream.listedViewers += 1 }
            case (_, "stream"):
                let place = StreamPlace(application: application, name: name)
                streams[place] = streams[place].map { $0.merged(with: stream) } ?? stream
            default: break
            }
        }
    }
}

extension NginxStat.Stream {
    /// Two `server` blocks may carry the same application and name; for a viewer they are one.
    fileprivate func merged(with other: Self) -> Self {
        var both = isPublishing || !other.isPublishing ? self : other
        let second = isPublishing || !other.isPublishing ? other : self
        both.clients = both.clients.flatMap { mine in
            second.clients.map { mine.addingReportingOverflow($0).partialValue }
        }
        both.listed += second.listed
        both.listedViewers += second.listedViewers
        return both
    }
}
