import BroadcastModel
import Program

/// Encoders that send a picture a second, so that the switcher sees which feeds are there.
final class RehearsalFeeds {
    private let switchboard: Switchboard
    private let feeds: [FeedID]
    private var publishers: [FeedID: FeedPublisher] = [:]
    private var lostUntil: [FeedID: Duration] = [:]
    private var sent: UInt32 = 0

    init(_ feeds: [FeedID], on switchboard: Switchboard) {
        self.switchboard = switchboard
        self.feeds = feeds
        for feed in feeds { switchboard.openFeed(feed, key: Secret("rehearsal")) }
    }

    func lose(_ feed: FeedID, until programTime: Duration) {
        lostUntil[feed] = programTime
        publishers.removeValue(forKey: feed)?.end()
    }

    /// One second of every feed that is there. `programTime` is nil before air.
    func beat(at programTime: Duration?) {
        sent &+= 1
        for feed in feeds {
            if let until = lostUntil[feed] {
                guard let programTime, programTime >= until else { continue }
                lostUntil[feed] = nil
            }
            let isNew = publishers[feed] == nil
            let publisher =
                publishers[feed]
                ?? (try? switchboard.beginPublish(
                    application: "live", streamName: Secret("\(feed)?key=rehearsal"), peer: "rehearsal"))
            guard let publisher else { continue }
            publishers[feed] = publisher
            let time = sent &* 1000
            if isNew {
                Self.push(publisher, .video, [0x17, 0, 0, 0, 0] + Self.configuration, at: time)
                Self.push(publisher, .audio, [0xAF, 0, 0x12, 0x10], at: time)
            }
            Self.push(publisher, .video, [0x17, 1, 0, 0, 0, UInt8(truncatingIfNeeded: sent)], at: time)
            Self.push(publisher, .audio, [0xAF, 1, UInt8(truncatingIfNeeded: sent)], at: time)
        }
    }

    func end() {
        for publisher in publishers.values { publisher.end() }
        publishers = [:]
    }

    private static func push(_ publisher: FeedPublisher, _ kind: MediaKind, _ bytes: [UInt8], at time: UInt32) {
        bytes.withUnsafeBytes { publisher.push(kind, timestamp: time, bytes: $0) }
    }

    /// A decoder configuration record of 640x360 Baseline (ISO/IEC 14496-15, 5.3.3.1).
    static let configuration: [UInt8] = [
        1, 0x42, 0xC0, 0x1E, 0xFF, 0xE1, 0, 0x16, 0x67, 0x42, 0xC0, 0x1E, 0xD9, 0x00, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0,
        0, 3, 0, 1, 0, 0, 3, 0, 0x32, 0x0F, 1, 0, 0,
    ]
}
