import BroadcastModel
import ControlRoom
import Persistence

/// Boards as Prometheus text (exposition format 0.0.4). Labels are ids, states and kinds: bounded by what is planned.
struct MetricsPage {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct Family {
        var name: String
        var type: String
        var help: String
        var lines: [String] = []
    }

    private var families: [Family] = []

    /// `distant`: broadcasts of which the phase is all there is to tell.
    init(boards: [Board], distant: [BroadcastRecord] = [], startedAt: WallTime, version: String) {
        add("lianbo_build_info", "gauge", "The daemon, always 1.", 1, ["version": version])
        add(
            "lianbo_start_time_seconds", "gauge", "When the daemon started, in seconds since 1970.",
            Double(startedAt.milliseconds) / 1000, [:])
        for board in boards { add(board) }
        for record in distant { add(record.phase, broadcast: record.plan.id.rawValue) }
    }

    private mutating func add(_ phase: BroadcastPhase, broadcast: String) {
        add(
            "lianbo_broadcast_phase", "gauge", "The broadcast's present phase, always 1.", 1,
            ["broadcast": broadcast, "phase": phase.rawValue])
    }

    var text: String {
        families.map { "# HELP \($0.name) \($0.help)\n# TYPE \($0.name) \($0.type)\n" + $0.lines.joined() }.joined()
    }

    private mutating func add(_ board: Board) {
        let broadcast = board.broadcast.plan.id.rawValue
        add(board.broadcast.phase, broadcast: broadcast)
        let wanted = board.destinations.filter { $0.desire != .removed }
        for state in DestinationState.allCases {
            let count = wanted.count { $0.status.state == state }
            add(
                "lianbo_destinations", "gauge", "Destinations by state.", Double(count),
                ["broadcast": broadcast, "state": state.rawValue])
        }
        add(
            "lianbo_destinations_in_trouble", "gauge", "Destinations that ask somebody to look.",
            Double(wanted.count { $0.isTrouble }), ["broadcast": broadcast])
        for destination in wanted { add(destination, broadcast: broadcast) }
        for feed in board.feeds { add(feed, broadcast: broadcast) }
        for total in board.figures.totals {
            let labels = ["broadcast": broadcast, "kind": total.kind.rawValue]
            add(
                "lianbo_audience", "gauge", "Merged number of one kind.", Double(total.value),
                labels.merging(["quality": total.quality.rawValue]) { $1 })
            add(
                "lianbo_audience_accounts_counted", "gauge", "Accounts inside the merged number.",
                Double(total.counted), labels)
        }
    }

    private mutating func add(_ destination: DestinationView, broadcast: String) {
        let status = destination.status
        let labels = [
            "broadcast": broadcast, "account": destination.account.id.rawValue,
            "platform": destination.account.platform.rawValue,
        ]
        add(
            "lianbo_destination_state", "gauge", "The destination's present state, always 1.", 1,
            labels.merging(["state": status.state.rawValue]) { $1 })
        add(
            "lianbo_destination_sent_bytes_total", "counter", "RTMP bytes that the destination's sockets accepted.",
            Double(status.bytesSent), labels)
        add(
            "lianbo_destination_bits_per_second", "gauge", "Bits a second over the last two seconds.",
            Double(status.bitsPerSecond), labels)
        add(
            "lianbo_destination_lag_seconds", "gauge", "Age of the oldest media not yet accepted.",
            Double(status.lagMilliseconds) / 1000, labels)
        add(
            "lianbo_destination_reconnects_total", "counter", "Sessions after the first that got as far as media.",
            Double(status.reconnects), labels)
        add(
            "lianbo_destination_dropped_messages_total", "counter", "Messages jumped over.",
            Double(status.messagesDropped), labels)
    }

    private mutating func add(_ feed: FeedView, broadcast: String) {
        let labels = ["broadcast": broadcast, "feed": feed.id.rawValue]
        add(
            "lianbo_feed_connected", "gauge", "1 while a publisher is connected.", feed.status.connected ? 1 : 0, labels
        )
        add("lianbo_feed_on_air", "gauge", "1 for the feed on air.", feed.isProgram ? 1 : 0, labels)
        add(
            "lianbo_feed_received_bytes_total", "counter", "Media bytes received.", Double(feed.status.bytesReceived),
            labels)
        add("lianbo_feed_bits_per_second", "gauge", "Bits a second.", Double(feed.status.bitsPerSecond), labels)
    }

    private mutating func add(
        _ name: String, _ type: String, _ help: String, _ value: Double, _ labels: [String: String]
    ) {
        let index =
            families.firstIndex { $0.name == name }
            ?? {
                families.append(Family(name: name, type: type, help: help))
                return families.count - 1
            }()
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escape($0.value))\"" }.joined(
            separator: ",")
        let number = value == value.rounded() && abs(value) < 9e15 ? "\(Int64(value))" : "\(value)"
        families[index].lines.append("\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(number)\n")
    }

    private static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n", "\r\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}
