import RTMPWire
import Testing

struct AggregateTests {
    @Test func partsKeepTheirDistancesFromTheAggregatesTime() throws {
        let parts = [
            FLVTag(typeID: 8, timestamp: 100, payload: [1]), FLVTag(typeID: 9, timestamp: 140, payload: [2, 3]),
        ]
        let message = RTMPMessage(
            typeID: MessageType.aggregate, streamID: 1, timestamp: 5_000,
            payload: parts.flatMap { FLVTagWriter().tag($0) })
        #expect(
            try AggregateMessage.split(message) == [
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 5_000, payload: [1]),
                RTMPMessage(typeID: 9, streamID: 1, timestamp: 5_040, payload: [2, 3]),
            ])
    }

    @Test func aPartThatIsCutShortIsAnError() {
        let bytes = FLVTagWriter().tag(FLVTag(typeID: 8, timestamp: 0, payload: [1, 2, 3])).prefix(12)
        let message = RTMPMessage(typeID: MessageType.aggregate, payload: Array(bytes))
        #expect(code { try AggregateMessage.split(message) } == .chunkMalformed)
    }

    @Test func tooManyPartsAreAnError() {
        let part = FLVTagWriter().tag(FLVTag(typeID: 8, timestamp: 0, payload: []))
        let message = RTMPMessage(
            typeID: MessageType.aggregate,
            payload: Array(repeatElement(part, count: AggregateMessage.mostParts + 1).joined()))
        #expect(code { try AggregateMessage.split(message) } == .chunkMalformed)
    }
}
