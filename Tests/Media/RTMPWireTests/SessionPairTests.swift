import RTMPWire
import Testing

/// Our client against our server, in memory.
struct SessionPairTests {
    /// The whole life of one stream, `size` bytes at a time in both directions.
    @Test(arguments: [1, 2, 3, 7, 100, 1_536, 1_537, 100_000])
    func aStreamLivesItsWholeLife(_ size: Int) throws {
        var client = PublishSession(
            application: "live", tcURL: "rtmp://h/live", streamName: "host?key=k", chunkSize: 60_000)
        var server = IngestSession(random: HandshakeTests.random)
        var published: [PublishSession.Event] = []
        var came: [IngestSession.Event] = []
        var toServer = client.begin(random: HandshakeTests.random)
        var toClient: [UInt8] = []

        func pump() throws {
            while !toServer.isEmpty || !toClient.isEmpty {
                let out = Array(toServer.prefix(size))
                toServer.removeFirst(out.count)
                let served = try server.receive(out)
                toClient += served.reply
                came += served.events
                if served.events.contains(.publishRequested(application: "live", name: "host?key=k")) {
                    toClient += server.acceptPublish()
                    let kept = try server.receive([])
                    toClient += kept.reply
                    came += kept.events
                }
                let back = Array(toClient.prefix(size))
                toClient.removeFirst(back.count)
                let heard = try client.receive(back)
                toServer += heard.reply
                published += heard.events
            }
        }

        try pump()
        #expect(published == [.publishing])
        #expect(came == [.publishRequested(application: "live", name: "host?key=k")])
        came = []

        var encoder = ChunkEncoder()
        _ = encoder.encode(.setChunkSize(60_000), chunkStream: 2)
        let media = [
            RTMPMessage(typeID: 18, streamID: client.mediaStreamID, timestamp: 0, payload: [2, 0, 1, 65]),
            RTMPMessage(
                typeID: 9, streamID: client.mediaStreamID, timestamp: 0, payload: Array(repeating: 9, count: 70_000)),
            RTMPMessage(typeID: 8, streamID: client.mediaStreamID, timestamp: 3, payload: [0xAF, 1, 2]),
        ]
        for (message, chunkStream) in zip(media, [5, 6, 4] as [UInt8]) {
            toServer += encoder.encode(message, chunkStream: chunkStream)
        }
        try pump()
        #expect(came == media.map { .media(typeID: $0.typeID, timestamp: $0.timestamp, payload: $0.payload) })
        came = []

        toServer += client.end()
        try pump()
        #expect(came == [.ended])
    }

    @Test func aRefusalReachesTheClient() throws {
        var client = PublishSession(
            application: "live", tcURL: "rtmp://h/live", streamName: "host?key=k", chunkSize: 60_000)
        var server = IngestSession(random: [])
        var bytes = client.begin(random: [])
        var events: [PublishSession.Event] = []
        while !bytes.isEmpty {
            let served = try server.receive(bytes)
            let refusal =
                served.events.isEmpty
                ? [] : server.refusePublish(code: "NetStream.Publish.Denied", description: "wrong key")
            let heard = try client.receive(served.reply + refusal)
            events += heard.events
            bytes = heard.reply
        }
        #expect(events == [.refused(code: "NetStream.Publish.Denied", description: "wrong key")])
    }
}
