import BroadcastModel
import Program
import RTMPWire

/// Payloads, codec headers, logs, and the wire that accounts get. Options: 0 means that the body is one AVC decoder
/// configuration record, 1 that it is one AAC configuration, 2 that the first message is stretched over several chunks.
///
/// Otherwise the body is records: kind (modulo 3), time stamp (four bytes), length (one byte), payload.
enum MediaFuzz {
    private struct Record: Equatable {
        var kind: MediaKind
        var timestamp: UInt32
        var payload: [UInt8]
    }

    private static let key = Secret("sesame")
    private static let feed = FeedID("main")
    private static let broadcast = BroadcastID("night")
    private static let limits: MediaLog.Limits = {
        var limits = MediaLog.Limits()
        limits.bytes = 4_096
        limits.duration = .seconds(2)
        return limits
    }()

    static func run(_ input: FuzzInput) throws(BrokenPromise) -> Int {
        let records = records(input)
        let clock = StillClock()
        let board = Switchboard(clock: clock, programLimits: limits)
        board.openFeed(feed, key: key)
        let program = board.openProgram(of: broadcast, feed: feed)
        guard
            let publisher = try? board.beginPublish(
                application: "live", streamName: Secret("main?key=sesame"), peer: "198.51.100.1:1"),
            let feedLog = try? log(of: board)
        else { throw BrokenPromise(what: "The feed cannot be published and played.") }
        for record in records {
            record.payload.withUnsafeBytes { publisher.push(record.kind, timestamp: record.timestamp, bytes: $0) }
        }
        try checkFeed(feedLog, records)
        try check(board.feedStatuses()[feed])
        try check(ProgramFormat(log: feedLog))
        try checkProgram(program)
        publisher.end()
        return Int(program.end) + (board.feedStatuses()[feed]?.width == nil ? 0 : 1)
    }

    private static func log(of board: Switchboard) throws -> MediaLog {
        board.setMonitorToken(key)
        return try board.beginPlay(application: "live", streamName: Secret("main?token=sesame"))
    }

    private static func records(_ input: FuzzInput) -> [Record] {
        if input.has(0) { return [Record(kind: .video, timestamp: 0, payload: [0x17, 0, 0, 0, 0] + input.body)] }
        if input.has(1) { return [Record(kind: .audio, timestamp: 0, payload: [0xAF, 0] + input.body)] }
        var records: [Record] = []
        var rest = input.body[...]
        while rest.count >= 6 {
            let head = Array(rest.prefix(6))
            let kinds: [MediaKind] = [.video, .audio, .data]
            rest = rest.dropFirst(6)
            var payload = Array(rest.prefix(Int(head[5])))
            rest = rest.dropFirst(payload.count)
            if input.has(2), records.isEmpty, !payload.isEmpty {
                let once = payload
                while payload.count <= 2 * MediaPayload.chunkSize { payload += once }
            }
            let timestamp = head[1...4].reduce(0) { $0 << 8 | UInt32($1) }
            records.append(Record(kind: kinds[Int(head[0]) % 3], timestamp: timestamp, payload: payload))
        }
        return records
    }

    // MARK: Promises

    private static func checkFeed(_ log: MediaLog, _ records: [Record]) throws(BrokenPromise) {
        let came = records.filter { !$0.payload.isEmpty }
        try promise(Int(log.end) == came.count, "\(came.count) messages came and \(log.end) are logged.")
        for (index, entry) in log.read(from: 0, limit: .max).entries.enumerated() {
            let record = came[Int(log.first) + index]
            try promise(entry.message.kind == record.kind, "A message changes its kind.")
            try promise(entry.message.payload.bytes == record.payload, "A payload changes.")
            try promise(
                UInt32(truncatingIfNeeded: entry.message.timestamp) == record.timestamp, "A time stamp changes.")
            let traits = entry.message.traits
            try promise(!traits.contains(.keyframe) || traits.contains(.picture), "A keyframe is no picture.")
            try promise(!traits.contains(.header) || !traits.contains(.picture), "A header is a picture.")
        }
    }

    private static func check(_ status: FeedStatus?) throws(BrokenPromise) {
        guard let status else { throw BrokenPromise(what: "The feed has no status.") }
        try promise((status.width == nil) == (status.height == nil), "There is half a picture size.")
        try check(size: status.width)
        try check(size: status.height)
        for name in [status.videoCodec, status.audioCodec].compactMap({ $0 }) {
            let isPrintable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            try promise(name.count <= 16 && isPrintable, "A codec is called \(name).")
        }
    }

    private static func check(size: Int?) throws(BrokenPromise) {
        try promise((1...32_768).contains(size ?? 1), "A picture has a side of \(size ?? 0).")
    }

    private static func check(_ format: ProgramFormat?) throws(BrokenPromise) {
        guard let format else { return }
        try promise(format.video != nil || format.audio != nil, "A format names nothing.")
        if let video = format.video {
            try check(size: video.width)
            try check(size: video.height)
            try promise((0.9...241).contains(video.frameRate.perSecond), "\(video.frameRate) pictures come a second.")
        }
        if let audio = format.audio {
            try promise((1...8).contains(audio.channels), "Sound has \(audio.channels) channels.")
            try promise((7_000...96_000).contains(audio.sampleRate), "Sound has \(audio.sampleRate) Hz.")
        }
    }

    /// Time goes forward by kind, starts are starts, and an account's wire carries what the log holds.
    private static func checkProgram(_ log: MediaLog) throws(BrokenPromise) {
        var last: [MediaKind: Int64] = [:]
        var clock = ChunkClock()
        var encoder = ChunkEncoder()
        var wire = encoder.encode(.setChunkSize(MediaPayload.chunkSize), chunkStream: 2)
        let entries = log.read(from: 0, limit: .max).entries
        for entry in entries {
            let message = entry.message
            try promise(message.timestamp >= last[message.kind] ?? 0, "Time goes back to \(message.timestamp).")
            last[message.kind] = message.timestamp
            if entry.start != nil {
                try promise(message.traits.contains(.keyframe) || message.kind == .audio, "A start is no start.")
            }
            wire += withUnsafeTemporaryAllocation(of: UInt8.self, capacity: ChunkClock.longestHeader) { header in
                guard let start = header.baseAddress else { return [] }
                let length = clock.write(
                    kind: message.kind, length: message.payload.count, timestamp: message.timestamp, streamID: 1,
                    to: start)
                return Array(header.prefix(length))
            }
            wire += message.payload.framed
        }
        var decoder = ChunkDecoder()
        wire.withUnsafeBytes { decoder.append($0) }
        for entry in entries {
            let message = try? decoder.next()
            try promise(message?.typeID == entry.message.kind.rawValue, "An account gets another kind of message.")
            try promise(message?.payload == entry.message.payload.bytes, "An account gets other bytes.")
        }
        try promise((try? decoder.next()) == nil && decoder.buffered == 0, "An account gets more than the log holds.")
    }
}
