import RTMPWire

/// The chunk decoder. Options: 0 and 1 choose the message limit, 2 changes it after the first message, 3 and 4 choose
/// the chunk size in which the messages are written again.
enum ChunkFuzz {
    private static let limits = [64, 512, 4_096, 1 << 20]
    private static let chunkSizes = [128, 1, 700, 60_000]
    /// Basic header of three bytes, message header of eleven, extended time stamp of four.
    private static let longestHeader = 18

    static func run(_ input: FuzzInput) throws(BrokenPromise) -> Int {
        let limit = limits[Int(input.options & 3)]
        let later = input.has(2) ? limits[(Int(input.options & 3) + 1) % limits.count] : limit
        let (messages, failure) = try read(input.manners[0], limit: limit, later: later)
        let again = try read(input.manners[1], limit: limit, later: later)
        try promise(messages == again.messages, "Cut another way, the bytes hold other messages.")
        try promise(failure == again.failure, "Cut another way, the bytes fail in another way.")
        let total = messages.reduce(0) { $0 + $1.payload.count }
        try promise(total <= input.body.count, "There is more in the messages than came.")
        try rewrite(messages, chunkSize: chunkSizes[Int(input.options >> 3 & 3)])
        return messages.count
    }

    private static func read(
        _ pieces: [ArraySlice<UInt8>], limit: Int, later: Int
    ) throws(BrokenPromise) -> (messages: [RTMPMessage], failure: WireError?) {
        var decoder = ChunkDecoder(messageLimit: limit)
        var messages: [RTMPMessage] = []
        var failure: WireError?
        for piece in pieces {
            piece.withUnsafeBytes { decoder.append($0) }
            let (came, error) = drain(&decoder, later: later)
            if let failure { try promise(came.isEmpty && error == failure, "A decoder that failed goes on.") }
            messages += came
            failure = error
            try promise(decoder.buffered < longestHeader, "\(decoder.buffered) bytes stay unread.")
        }
        try checkHeld(by: decoder, limit: max(limit, later))
        return (messages, failure)
    }

    private static func drain(_ decoder: inout ChunkDecoder, later: Int) -> ([RTMPMessage], WireError?) {
        var messages: [RTMPMessage] = []
        do throws(WireError) {
            while let message = try decoder.next() {
                messages.append(message)
                decoder.messageLimit = later
            }
            return (messages, nil)
        } catch {
            return (messages, error)
        }
    }

    /// Looks into the decoder, because its own count of what it holds may be what is wrong.
    private static func checkHeld(by decoder: ChunkDecoder, limit: Int) throws(BrokenPromise) {
        let streams = Mirror(reflecting: decoder).children.first { $0.label == "streams" }?.value
        let payloads = streams.map { Mirror(reflecting: $0).children.map { payload(in: $0.value) } }
        guard let payloads, payloads.allSatisfy({ $0 != nil }) else {
            throw BrokenPromise(what: "The decoder's streams are not found: look for them under their new name.")
        }
        let held = payloads.reduce(0) { $0 + ($1?.count ?? 0) }
        try promise(payloads.count <= ChunkDecoder.mostChunkStreams, "\(payloads.count) chunk streams are open.")
        try promise(held <= 2 * limit, "\(held) bytes of unfinished messages are held; the message limit is \(limit).")
    }

    private static func payload(in stream: Any) -> [UInt8]? {
        Mirror(reflecting: stream).children.first { $0.label == "payload" }?.value as? [UInt8]
    }

    /// Writes the messages on three chunk streams and reads them back.
    private static func rewrite(_ messages: [RTMPMessage], chunkSize: Int) throws(BrokenPromise) {
        var encoder = ChunkEncoder()
        var bytes = encoder.encode(.setChunkSize(chunkSize), chunkStream: 2)
        for (index, message) in messages.enumerated() {
            bytes += encoder.encode(message, chunkStream: [3, 63, 64][index % 3])
        }
        let (again, failure) = try read([bytes[...]], limit: 1 << 24, later: 1 << 24)
        try promise(failure == nil && again == messages, "Messages written again are not what they were.")
    }
}
