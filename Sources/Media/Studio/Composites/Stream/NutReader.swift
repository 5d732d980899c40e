import BroadcastModel

/// Reads the NUT stream that a decoder of ours writes: at most one stream of I420 pictures of a known size, and one of stereo
/// samples at a known rate. Anything else is refused; memory is bounded by one picture and 128 KiB whatever comes.
struct NutReader: Sendable {
    /// What is expected of the streams.
    struct Expectation: Equatable, Sendable {
        var width: Int
        var height: Int
        /// Hz.
        var sampleRate: Int
    }

    /// How the next bytes are to be understood.
    private enum Phase {
        case fileID
        case packets
        case payload(stream: Int, time: Int64, left: Int)
        case broken
    }

    /// Packets other than frames are short; ffmpeg's hold a few hundred bytes.
    static let longestHeader = 65_536
    /// Samples of one packet: a second at 96 kHz.
    private static let mostSoundBytes = 96_000 * 4

    private let expected: Expectation
    private var phase = Phase.fileID
    private var pending: [UInt8] = []
    private var payload: [UInt8] = []
    private var headers = NutHeaders()

    init(_ expected: Expectation) { self.expected = expected }

    /// Takes the next bytes, however they are cut, and hands over what they complete. Throws `protocolViolation`, and is of no
    /// use then.
    mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ deliver: (RawPacket) throws(Fault) -> Void
    ) throws(Fault) {
        var rest = bytes
        while true {
            switch phase {
            case .broken: throw Self.fault("it was broken before")
            case .payload(let stream, let time, let left):
                let piece = min(left, rest.count)
                payload.append(contentsOf: rest[..<piece])
                rest = UnsafeRawBufferPointer(rebasing: rest[piece...])
                guard piece == left else {
                    phase = .payload(stream: stream, time: time, left: left - piece)
                    return
                }
                phase = .packets
                let packet = RawPacket(kind: headers.streams[stream]!.kind, time: time, bytes: payload)
                payload = []
                try deliver(packet)
            case .fileID, .packets:
                pending.append(contentsOf: rest)
                rest = UnsafeRawBufferPointer(start: nil, count: 0)
                do throws(NutCursor.Trouble) {
                    try readPending()
                } catch {
                    switch error {
                    case .short:
                        guard pending.count <= 2 * Self.longestHeader else { throw broken("a header has no end") }
                        return
                    case .malformed(let why): throw broken(why)
                    }
                }
                // A frame has begun; what came of it already is its own.
                let own = pending
                pending = []
                if let packet = try feed(own) { try deliver(packet) }
            }
        }
    }

    /// Gives a frame's payload what stands behind its header; the rest is pending again.
    private mutating func feed(_ bytes: [UInt8]) throws(Fault) -> RawPacket? {
        guard case .payload(let stream, let time, let left) = phase else { return nil }
        let piece = min(left, bytes.count)
        payload.append(contentsOf: bytes[..<piece])
        guard piece == left else {
            phase = .payload(stream: stream, time: time, left: left - piece)
            return nil
        }
        phase = .packets
        pending = Array(bytes[piece...])
        defer { payload = [] }
        return RawPacket(kind: headers.streams[stream]!.kind, time: time, bytes: payload)
    }

    /// Reads until a frame's header is complete, and leaves in `pending` what stands behind it. Throws `short` when more must come.
    private mutating func readPending() throws(NutCursor.Trouble) {
        while true {
            var cursor = NutCursor(pending[...])
            if case .fileID = phase {
                guard try cursor.take(NutCode.file.count).elementsEqual(NutCode.file) else {
                    throw .malformed("it does not begin as NUT does")
                }
                phase = .packets
                pending.removeFirst(NutCode.file.count)
                continue
            }
            let first = try cursor.byte()
            guard first != 0x4E else {
                var cursor = NutCursor(pending[...])
                try readPacket(&cursor)
                pending.removeFirst(cursor.position)
                continue
            }
            let frame = try headers.frame(first, &cursor)
            pending.removeFirst(cursor.position)
            guard let stream = headers.streams[frame.stream] else { throw .malformed("a frame of an unknown stream") }
            try check(frame.size + frame.beginning.count, stream)
            payload = Array(frame.beginning)
            payload.reserveCapacity(frame.size + frame.beginning.count)
            phase = .payload(stream: frame.stream, time: frame.time, left: frame.size)
            return
        }
    }

    private mutating func readPacket(_ cursor: inout NutCursor) throws(NutCursor.Trouble) {
        let code = try cursor.bigEndian(8)
        let length = try cursor.number(4...Self.longestHeader, "a packet's length")
        if length > 4096 { _ = try cursor.bigEndian(4) }
        let body = try cursor.take(length)
        guard NutCode.checksum(body) == 0 else { throw .malformed("a packet's checksum is wrong") }
        var inner = NutCursor(body.dropLast(4))
        do throws(NutCursor.Trouble) {
            switch code {
            case NutCode.main: try headers.readMain(&inner)
            case NutCode.stream: try headers.readStream(&inner, expected)
            case NutCode.syncpoint: try headers.readSyncpoint(&inner)
            case NutCode.info, NutCode.index: break
            default: throw .malformed("an unknown packet")
            }
        } catch {
            // A whole packet that is too short is no matter of waiting.
            if case .short = error { throw .malformed("a packet is cut short") }
            throw error
        }
    }

    private func check(_ size: Int, _ stream: NutHeaders.Stream) throws(NutCursor.Trouble) {
        switch stream.kind {
        case .picture:
            guard size == RawPicture.byteCount(width: expected.width, height: expected.height) else {
                throw .malformed("a picture of another size")
            }
        case .sound:
            guard size > 0, size.isMultiple(of: 4), size <= Self.mostSoundBytes else {
                throw .malformed("sound of an odd length")
            }
        }
    }

    private mutating func broken(_ why: String) -> Fault {
        phase = .broken
        pending = []
        payload = []
        return Self.fault(why)
    }

    private static func fault(_ why: String) -> Fault {
        Fault(.protocolViolation, "A decoder wrote no stream of ours.", blame: .ours, cause: why)
    }
}
