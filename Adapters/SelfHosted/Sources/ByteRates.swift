import Synchronization

/// Bitrates from the difference of two readings: the server's own are averages over ten seconds, zero before.
final class ByteRates: Sendable {
    private struct Mark {
        var bytes: UInt64
        var milliseconds: UInt64
        var rate: UInt64?
    }

    private let marks = Mutex<[ServerEndpoint: [StreamPlace: Mark]]>([:])

    /// Forgets the streams that are not in `stat`. Times are the server's own, so no clock of ours is asked.
    func take(_ stat: NginxStat, of server: ServerEndpoint) {
        marks.withLock { marks in
            let old = marks[server] ?? [:]
            marks[server] = stat.streams.reduce(into: [:]) { new, entry in
                let (place, stream) = entry
                var mark = Mark(bytes: stream.bytesIn, milliseconds: stream.milliseconds)
                if let before = old[place], before.milliseconds < mark.milliseconds, before.bytes <= mark.bytes {
                    let (bits, overflow) = (mark.bytes - before.bytes).multipliedReportingOverflow(by: 8000)
                    if !overflow { mark.rate = bits / (mark.milliseconds - before.milliseconds) }
                }
                new[place] = mark
            }
        }
    }

    func rate(of place: StreamPlace, at server: ServerEndpoint) -> UInt64? {
        marks.withLock { $0[server]?[place]?.rate }
    }
}
