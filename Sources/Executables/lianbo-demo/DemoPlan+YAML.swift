import BroadcastModel

extension DemoPlan {
    /// The plan as a file that the daemon reads.
    var yaml: String {
        var lines = [
            "id: \(Self.quoted(plan.id.rawValue))", "title: \(Self.quoted(plan.title))",
            "start: \(Self.moment(plan.start))",
            "length: \(plan.lengthMilliseconds)ms", "lead: \(plan.leadMilliseconds)ms",
            "end: \(plan.endsByClock ? "by-clock" : "by-hand")",
        ]
        func list(_ name: String, _ entries: [String]) {
            guard !entries.isEmpty else { return }
            lines.append("\(name):")
            lines += entries.map { "  - { \($0) }" }
        }
        list("hosts", plan.hosts.map(Self.entry))
        list("guests", plan.guests.map(Self.entry))
        list(
            "products",
            plan.products.map { product in
                let price = product.priceFen.map { ", price: \($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100)" } ?? ""
                return "id: \(Self.quoted(product.id.rawValue)), name: \(Self.quoted(product.name))\(price)"
            })
        list("feeds", plan.feeds.map(Self.entry))
        list(
            "accounts",
            plan.accounts.map { account in
                let settings = account.settings.sorted { $0.key < $1.key }.map { "\($0.key): \(Self.quoted($0.value))" }
                    .joined(separator: ", ")
                let group = account.group.map { "group: \(Self.quoted($0)), " } ?? ""
                return
                    "id: \(Self.quoted(account.id.rawValue)), name: \(Self.quoted(account.name)), platform: \(Self.quoted(account.platform.rawValue)), "
                    + "tier: \(account.tier.rawValue), \(group)settings: { \(settings) }"
            })
        list(
            "rundown",
            plan.cues.map(Self.entry))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entry(_ cue: Cue) -> String {
        let start =
            switch cue.start {
            case .at(let at): "at: \(at)ms"
            case .clock(let moment): "clock: \(quoted(Self.moment(moment)))"
            case .after(let gap): "gap: \(gap)ms"
            }
        let fields: [(String, String?)] = [
            ("id", quoted(cue.id.rawValue)), ("kind", cue.kind.rawValue), ("title", quoted(cue.title)),
            ("length", cue.lengthMilliseconds.map { "\($0)ms" }), ("until", cue.untilMilliseconds.map { "\($0)ms" }),
            ("late", cue.late.rawValue), ("person", cue.person.map { quoted($0.rawValue) }),
            ("product", cue.product.map { quoted($0.rawValue) }), ("feed", cue.feed.map { quoted($0.rawValue) }),
            ("group", cue.group.map(quoted)), ("text", cue.text.map(quoted)), ("wave", cue.wave.map(String.init)),
            ("quantity", cue.quantity.map(String.init)), ("room", cue.room.map(quoted)),
            ("assignee", cue.assignee.map(quoted)), ("by-hand", cue.byHand ? "true" : nil),
        ]
        return ([start] + fields.compactMap { name, value in value.map { "\(name): \($0)" } }).joined(separator: ", ")
    }

    private static func entry(_ person: Person) -> String {
        "id: \(quoted(person.id.rawValue)), name: \(quoted(person.name))"
            + (person.role.map { ", role: \(quoted($0))" } ?? "")
            + (person.feed.map { ", feed: \(quoted($0.rawValue))" } ?? "")
    }

    /// Feeds are published to, as far as they are not composites: the demo has no other sources.
    private static func entry(_ feed: PlannedFeed) -> String {
        let start = "id: \(quoted(feed.id.rawValue)), name: \(quoted(feed.name))"
        guard case .composite(let plan) = feed.source else { return start }
        let seats = plan.seats.map { seat in
            "{ feed: \(quoted(seat.feed.rawValue)), name: \(quoted(seat.name)), level: \(Int(seat.levelDecibels)), mute: \(seat.isMuted), priority: \(seat.hasPriority) }"
        }
        return start
            + ", source: composite, layout: \(plan.layout.rawValue), duck: \(Int(plan.duckDecibels)), seats: [\(seats.joined(separator: ", "))]"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// ISO 8601 in UTC, to the second (days to a date by Howard Hinnant's well-known formula).
    static func moment(_ time: WallTime) -> String {
        let seconds = time.milliseconds / 1000
        let days = seconds / 86_400
        let rest = seconds % 86_400
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(year)-\(two(month))-\(two(day))T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))+00:00"
    }
}
