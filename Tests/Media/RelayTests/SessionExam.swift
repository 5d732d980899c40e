import RTMPWire
import TestBench

/// What a session must be, however it came about: metadata, both headers and a keyframe at time 0, then pictures in
/// their order, joined on to each other or begun anew at a keyframe, and time that never goes back.
struct SessionExam {
    private let places: [Int: Int]

    init(original: FLVRecording) {
        places = Dictionary(original.video.enumerated().map { ($1.hash, $0) }) { first, _ in first }
    }

    /// What is wrong with it; empty: nothing.
    func complaints(about session: WitnessSink.Session) -> [String] {
        beginning(session.arrivals) + times(session.arrivals) + pictures(session.arrivals)
    }

    /// Pictures of the original that are missing between the first and the last that came.
    func missingPictures(in session: WitnessSink.Session) -> Int {
        let seen = session.arrivals.filter(\.isPicture).compactMap { places[$0.hash] }
        guard let first = seen.first, let last = seen.last else { return 0 }
        return last - first + 1 - seen.count
    }

    private func beginning(_ arrivals: [WitnessSink.Arrival]) -> [String] {
        let found = arrivals.prefix(4).map { arrival in
            switch arrival.typeID {
            case MessageType.data: "metadata"
            case MessageType.video: arrival.isHeader ? "video header" : arrival.isKeyframe ? "keyframe" : "picture"
            default: arrival.isHeader ? "audio header" : "sound"
            }
        }
        // A session that was cut off earlier may be a part of it.
        let due = ["metadata", "video header", "audio header", "keyframe"].prefix(found.count)
        guard found == Array(due) else { return ["begins with \(found)"] }
        return arrivals.prefix(4).allSatisfy { $0.timestamp == 0 }
            ? [] : ["begins at \(arrivals.prefix(4).map(\.timestamp))"]
    }

    private func times(_ arrivals: [WitnessSink.Arrival]) -> [String] {
        var latest: [UInt8: UInt32] = [:]
        for arrival in arrivals {
            if let before = latest[arrival.typeID], arrival.timestamp < before {
                return ["type \(arrival.typeID) goes back from \(before) to \(arrival.timestamp)"]
            }
            latest[arrival.typeID] = arrival.timestamp
        }
        return []
    }

    private func pictures(_ arrivals: [WitnessSink.Arrival]) -> [String] {
        var last: Int?
        for arrival in arrivals where arrival.isPicture {
            guard let place = places[arrival.hash] else { return ["a picture that was never sent"] }
            if let last, place <= last { return ["picture \(place) after \(last)"] }
            if let last, place != last + 1, !arrival.isKeyframe {
                return ["picture \(place) behind a gap from \(last)"]
            }
            last = place
        }
        return []
    }
}
