import RTMPWire

/// FLV tags. Options: 0 chooses the limit, 1 puts a file header in front, 2 reads the body as an aggregate message too.
enum TagFuzz {
    static func run(_ input: FuzzInput) throws(BrokenPromise) -> Int {
        let limit = input.has(0) ? 100 : 1 << 20
        let header = input.has(1) ? [FLVTagWriter().header()[...]] : []
        let (tags, failure) = try read(header + input.manners[0], limit: limit)
        let again = try read(header + input.manners[1], limit: limit)
        try promise(tags == again.tags, "Cut another way, the bytes hold other tags.")
        try promise(failure == again.failure, "Cut another way, the bytes fail in another way.")
        let total = tags.reduce(0) { $0 + $1.payload.count }
        try promise(total <= input.body.count, "There is more in the tags than came.")
        try rewrite(tags)
        return tags.count + (input.has(2) ? try split(input.body) : 0)
    }

    private static func read(
        _ pieces: [ArraySlice<UInt8>], limit: Int
    ) throws(BrokenPromise) -> (tags: [FLVTag], failure: WireError?) {
        var reader = FLVTagReader(tagLimit: limit)
        var tags: [FLVTag] = []
        for piece in pieces {
            piece.withUnsafeBytes { reader.append($0) }
            do throws(WireError) {
                while let tag = try reader.next() { tags.append(tag) }
            } catch {
                return (tags, error)
            }
        }
        for tag in tags {
            try promise([8, 9, 18].contains(tag.typeID), "A tag of type \(tag.typeID) is handed out.")
            try promise(tag.payload.count <= limit, "A tag of \(tag.payload.count) bytes is handed out.")
        }
        return (tags, nil)
    }

    private static func rewrite(_ tags: [FLVTag]) throws(BrokenPromise) {
        let writer = FLVTagWriter()
        let file = tags.reduce(into: writer.header()) { $0 += writer.tag($1) }
        let (again, failure) = try read([file[...]], limit: 1 << 24)
        try promise(failure == nil && again == tags, "Tags written again are not what they were.")
    }

    private static func split(_ body: [UInt8]) throws(BrokenPromise) -> Int {
        let message = RTMPMessage(typeID: MessageType.aggregate, streamID: 1, timestamp: 40, payload: body)
        guard let parts = try? AggregateMessage.split(message) else { return 0 }
        try promise(parts.count <= AggregateMessage.mostParts, "An aggregate has \(parts.count) parts.")
        let total = parts.reduce(0) { $0 + $1.payload.count }
        try promise(total + 11 * parts.count <= body.count, "There is more in the parts than came.")
        try promise(parts.first?.timestamp ?? 40 == 40, "The first part has another time than its message.")
        try promise(parts.allSatisfy { $0.streamID == 1 }, "A part is for another stream.")
        return parts.count
    }
}
