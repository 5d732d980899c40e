// SRS's JSON, version 5 to 7; what is not read is not here. Names are the wire's.

/// What every reply carries.
struct SRSReply: Decodable {
    var code: Int
    /// Random at each start of the server.
    var server: String?
}

struct SRSStreamPage: Decodable {
    var code: Int
    var server: String?
    var streams: [SRSStream]?
}

struct SRSStream: Decodable, Sendable {
    struct Publish: Decodable, Sendable {
        var active: Bool?
        var cid: String?
    }

    struct Rates: Decodable, Sendable {
        var recv_30s: Int64?
    }

    var name: String
    var app: String
    var clients: Int64?
    var kbps: Rates?
    var publish: Publish?
}

/// All pages together.
struct SRSStreams: Sendable {
    var server: String?
    private(set) var streams: [StreamPlace: SRSStream] = [:]

    /// A stream that ended stays listed for a while, beside its successor: the live one counts.
    mutating func take(_ stream: SRSStream) {
        let place = StreamPlace(application: stream.app, name: stream.name)
        if let known = streams[place], known.publish?.active == true, stream.publish?.active != true { return }
        streams[place] = stream
    }
}
