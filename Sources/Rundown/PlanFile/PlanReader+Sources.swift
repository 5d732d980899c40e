import BroadcastModel
import CheckedYAML

/// Where feeds come from, and what is shown when none does.
extension PlanReader {
    private enum SourceName: String, CaseIterable { case publish, srt, pull, file, composite }

    /// `source` of one feed with the keys that belong to it; what does not belong is a fault.
    func readSource(_ fields: YAMLFields) -> FeedSource {
        let name = fields.optional("source", .choice(SourceName.self)) ?? .publish
        let belonging: [SourceName: [String]] = [
            .srt: ["port", "latency"], .file: ["path", "loop"], .composite: ["layout", "seats", "duck"],
        ]
        for (owner, keys) in belonging where owner != name {
            for key in keys where fields.has(key) {
                faults.add(fields.place(of: key), "belongs to a feed with `source: \(owner.rawValue)` only")
            }
        }
        let port = fields.optional("port", .wholeNumber(1024...65_535))
        let latency = fields.optional("latency", .duration(.milliseconds(20) ... .seconds(8))) ?? .milliseconds(200)
        let path = fields.optional("path", .absolutePath)
        let loop = fields.optional("loop", .flag) ?? false
        switch name {
        case .publish: return .publish
        case .pull: return .pull
        case .srt:
            if !fields.has("port") { fields.refuseMissing("port", "an SRT caller needs one to send to, like 9000") }
            return .srt(port: port ?? 9000, latencyMilliseconds: latency.milliseconds)
        case .file:
            if !fields.has("path") { fields.refuseMissing("path", "a feed from a file names it, like /srv/opener.mp4") }
            return .file(path: path ?? "/", loop: loop)
        case .composite: return .composite(readComposite(fields))
        }
    }

    private func readComposite(_ fields: YAMLFields) -> CompositePlan {
        let layout = fields.optional("layout", .choice(CompositeLayout.self)) ?? .sideBySide
        let ducks = Int(CompositePlan.ducks.lowerBound)...Int(CompositePlan.ducks.upperBound)
        let duck = fields.optional("duck", .wholeNumber(ducks)) ?? 0
        var seats: [CompositeSeat] = []
        let need = "a composite shows at least one person, like `seats: [{ feed: main, name: Host }]`"
        for entry in fields.list("seats", limit: CompositePlan.mostSeats, need: need) {
            guard let seat = YAMLFields(entry, faults: faults) else { continue }
            let feed = seat.required("feed", .identifier(FeedID.self))
            let name = seat.optional("name", .plainLine) ?? ""
            let level = seat.optional("level", .wholeNumber(-60...12)) ?? 0
            let muted = seat.optional("mute", .flag) ?? false
            let priority = seat.optional("priority", .flag) ?? false
            seat.refuseUnknown(synonyms: ["muted": "mute", "volume": "level", "title": "name", "id": "feed"])
            guard let feed else { continue }
            feedsNamed.append((feed, seat.place(of: "feed")))
            if seats.contains(where: { $0.feed == feed }) {
                faults.add(seat.place(of: "feed"), "is `\(feed)`, which has a seat already")
            }
            if name.count > CompositeSeat.longestName {
                faults.add(seat.place(of: "name"), "is longer than \(CompositeSeat.longestName) characters")
            }
            seats.append(
                CompositeSeat(
                    feed: feed, name: name, levelDecibels: Double(level), isMuted: muted, hasPriority: priority))
        }
        return CompositePlan(layout: layout, seats: seats, duckDecibels: Double(duck))
    }

    /// Two listeners cannot share a port.
    func refuseSharedPorts(_ feeds: [PlannedFeed]) {
        var owners: [Int: FeedID] = [:]
        for feed in feeds {
            guard case .srt(let port, _) = feed.source else { continue }
            if let owner = owners[port] {
                faults.add(
                    fields.place(of: "feeds"), "has \(owner) and \(feed.id) on the same port \(port); give each its own"
                )
            }
            owners[port] = feed.id
        }
    }

    func readSlate() -> PlannedSlate? {
        guard let fields = fields.mapping("slate") else { return nil }
        let named = ["text", "image", "clip"].filter(fields.has)
        let text = fields.optional("text", .paragraph)
        let image = fields.optional("image", .absolutePath)
        let clip = fields.optional("clip", .absolutePath)
        let music = fields.optional("music", .absolutePath)
        fields.refuseUnknown(synonyms: ["picture": "image", "video": "clip", "sound": "music", "title": "text"])
        guard named.count <= 1 else {
            faults.add(fields.place(of: named[1]), "stands beside `\(named[0])`; a slate shows one thing, keep one")
            return nil
        }
        if let image { return PlannedSlate(picture: .image(path: image), music: music) }
        if let clip { return PlannedSlate(picture: .clip(path: clip), music: music) }
        if let text { return PlannedSlate(picture: .card(text), music: music) }
        guard named.isEmpty else { return nil }
        guard let music else {
            faults.add(fields.place, "says nothing; give it `text`, `image` or `clip`, and `music` if you like")
            return nil
        }
        return PlannedSlate(picture: .card(Self.usualCard), music: music)
    }

    private static let usualCard = "信号中断，请稍候\nWe will be right back"
}

extension ScalarForm where Value == String {
    /// A path that means the same wherever the daemon was started.
    static var absolutePath: ScalarForm {
        line(limit: 1024).narrowed("an absolute path, like /srv/lianbo/slate.png") { (text) throws(ScalarRefusal) in
            text.hasPrefix("/") && !text.unicodeScalars.contains { $0.value < 0x20 }
        }
    }

    /// A few lines for a card.
    static var paragraph: ScalarForm {
        ScalarForm("a text of 1 to 400 characters") { (text) throws(ScalarRefusal) in
            let trimmed = text.filter { !$0.isWhitespace }
            guard !trimmed.isEmpty, text.count <= 400 else { return nil }
            return text
        }
    }
}
