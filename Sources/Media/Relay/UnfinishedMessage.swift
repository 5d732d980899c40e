import BroadcastModel
import Program

/// The one message of a link that its socket took in part: the rest must follow before anything else.
struct UnfinishedMessage: ~Copyable {
    let writtenAt: MonotonicTime
    private let payload: MediaPayload
    private let header: UnsafeMutableRawBufferPointer
    private var sent: Int

    init(header bytes: UnsafeRawBufferPointer, payload: MediaPayload, sent: Int, writtenAt: MonotonicTime) {
        header = .allocate(byteCount: bytes.count, alignment: 1)
        header.copyMemory(from: bytes)
        self.payload = payload
        self.sent = sent
        self.writtenAt = writtenAt
    }

    deinit { header.deallocate() }

    /// What is left of the header and of the payload; valid while this lives.
    var rest: (header: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) {
        let head = UnsafeRawBufferPointer(rebasing: header[min(sent, header.count)...])
        let body = UnsafeRawBufferPointer(rebasing: payload.framed[max(0, sent - header.count)...])
        return (head, body)
    }

    mutating func took(_ count: Int) { sent += count }
}
