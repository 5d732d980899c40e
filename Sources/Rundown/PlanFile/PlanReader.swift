import BroadcastModel
import CheckedYAML

/// Reads one plan; made for one reading and then dropped.
final class PlanReader {
    let fields: YAMLFields
    /// Nil: any platform with any settings, because none is reached.
    let knownPlatforms: [PlatformID: PlatformSettings]?
    let now: WallTime?
    var faults: YAMLFaultList { fields.faults }
    var feedsNamed: [(FeedID, YAMLPlace)] = []

    init(_ fields: YAMLFields, knownPlatforms: [PlatformID: PlatformSettings]?, now: WallTime?) {
        self.fields = fields
        self.knownPlatforms = knownPlatforms
        self.now = now
    }

    private enum Check: String, CaseIterable { case consent, age }
    private enum Returning: String, CaseIterable { case byHand = "by-hand", byItself = "by-itself" }
    private enum Ending: String, CaseIterable { case byHand = "by-hand", byClock = "by-clock" }

    /// The plan as far as it can be read, or each broadcast of it where it repeats; none, or plans beside faults, are not to be used.
    func read() -> [BroadcastPlan] {
        let id = fields.required("id", .identifier(BroadcastID.self))
        let title = fields.required("title", .plainLine)
        let written = readStart()
        let start = written.map { WallTime(milliseconds: $0.milliseconds) }
        let length = readLength()
        let lead = fields.optional("lead", .duration(.zero...PlanLimits.length)) ?? .seconds(600)
        let ending = fields.optional("end", .choice(Ending.self)) ?? .byHand
        let campaign = fields.optional("campaign", .identifier(CampaignID.self))
        let starts = readRepeat(from: written)

        var peopleSeen = Unique<PersonID>()
        let hosts = readPeople("hosts", &peopleSeen)
        let guests = readPeople("guests", &peopleSeen)
        let products = readProducts()
        let feeds = readFeeds()
        refuseSharedPorts(feeds)
        checkFeedsNamed(among: feeds)
        let backup = readBackup(among: feeds)
        let returning = fields.optional("backup_returns", .choice(Returning.self)) ?? .byHand
        if fields.has("backup_returns"), !fields.has("backup") {
            faults.add(fields.place(of: "backup_returns"), "means nothing without `backup`")
        }
        let delay = fields.optional("delay", .duration(.zero...PlanLimits.delay)) ?? .zero
        let slate = readSlate()
        let accounts = readAccounts()
        let cues = readRundown(
            CueReader(
                hosts: hosts, guests: guests, products: products, feeds: feeds,
                groups: Set(accounts.compactMap(\.group)), length: length, start: start,
                utcOffset: written?.utcOffset ?? 0, faults: faults))
        fields.refuseUnknown(synonyms: [
            "cues": "rundown", "name": "title", "duration": "length", "ends": "end", "destinations": "accounts",
            "inputs": "feeds", "backup-returns": "backup_returns", "safety-delay": "delay", "safety_delay": "delay",
            "repeats": "repeat", "recurrence": "repeat", "series": "repeat", "event": "campaign",
        ])

        guard let id, let title, let start, let length else { return [] }
        let plan = BroadcastPlan(
            id: id, title: title, start: start, lengthMilliseconds: length.milliseconds,
            leadMilliseconds: lead.milliseconds,
            endsByClock: ending == .byClock, hosts: hosts, guests: guests, products: products, feeds: feeds,
            accounts: accounts, cues: cues, backup: backup, backupReturnsByItself: returning == .byItself,
            delayMilliseconds: delay.milliseconds, slate: slate, utcOffsetMilliseconds: written?.utcOffset ?? 0,
            campaign: campaign
        )
        return starts.map { occurrences(of: plan, at: $0) } ?? [plan]
    }

    private func readStart() -> WrittenMoment? {
        guard let moment = fields.required("start", .moment) else { return nil }
        let start = WallTime(milliseconds: moment.milliseconds)
        if let now, start < now {
            faults.add(
                fields.place(of: "start"), "is in the past, \(Self.roughly(now - start)) ago; choose a moment to come")
        }
        return moment
    }

    /// The largest two units, which is as much as a person wants to know.
    private static func roughly(_ duration: Duration) -> String {
        let seconds = max(1, duration.components.seconds)
        let step: Int64 = seconds >= 86_400 ? 3600 : seconds >= 3600 ? 60 : 1
        return DurationText.shown(.seconds(seconds / step * step))
    }

    private func readLength() -> Duration? {
        let form = ScalarForm<Duration>.duration.narrowed(
            "a duration of at most \(DurationText.shown(PlanLimits.length))"
        ) { (value) throws(ScalarRefusal) in
            if value <= .zero { throw ScalarRefusal("must be more than zero, found \(DurationText.shown(value))") }
            return value <= PlanLimits.length
        }
        return fields.required("length", form)
    }

    private func readPeople(_ key: String, _ seen: inout Unique<PersonID>) -> [Person] {
        var people: [Person] = []
        for entry in fields.list(key, limit: PlanLimits.people) {
            guard let fields = YAMLFields(entry, faults: faults) else { continue }
            let id = fields.required("id", .identifier(PersonID.self))
            let name = fields.required("name", .plainLine)
            let role = fields.optional("role", .plainLine)
            let feed = fields.optional("feed", .identifier(FeedID.self))
            if let feed { feedsNamed.append((feed, fields.place(of: "feed"))) }
            let arrives = fields.optional("arrive", .duration(.zero...PlanLimits.length))
            let checks = readChecks(fields)
            fields.refuseUnknown(synonyms: ["title": "role", "checks": "check", "needs": "check", "arrives": "arrive"])
            if let id, seen.admit(id, at: fields.place(of: "id"), faults) {
                // Without a name there is a fault already; the id is kept so that cues naming it get none.
                people.append(
                    Person(
                        id: id, name: name ?? "", role: role, feed: feed,
                        arrivesBeforeMilliseconds: arrives?.milliseconds, needsConsent: checks.contains(.consent),
                        needsAgeCheck: checks.contains(.age)))
            }
        }
        return people
    }

    /// `check`: one word or a list of words.
    private func readChecks(_ fields: YAMLFields) -> Set<Check> {
        guard fields.has("check") else { return [] }
        if case .list = fields.content(of: "check") {
            let form = ScalarForm<Check>.choice(Check.self)
            return Set(fields.list("check", limit: 2).compactMap { form.read($0, faults: faults) })
        }
        return fields.optional("check", .choice(Check.self)).map { [$0] } ?? []
    }

    /// Feeds that people name are among the feeds.
    private func checkFeedsNamed(among feeds: [PlannedFeed]) {
        let known = Set(feeds.map(\.id))
        for feed in feeds {
            guard case .composite(let plan) = feed.source else { continue }
            let composites = feeds.filter { if case .composite = $0.source { true } else { false } }.map(\.id)
            for seat in plan.seats where composites.contains(seat.feed) {
                faults.add(
                    fields.place(of: "feeds"),
                    "has `\(seat.feed)` in a seat of `\(feed.id)`; a composite seats people, no other composite")
            }
        }
        if case .composite? = feeds.first?.source {
            faults.add(
                fields.place(of: "feeds"),
                "begins with a composite; the first feed is on air first, and it is the host's")
        }
        for (feed, place) in feedsNamed where !known.contains(feed) {
            let hint = Spelling.hint(for: feed.rawValue, among: feeds.map(\.id.rawValue))
            faults.add(place, "is `\(feed)`, which is not among the feeds\(hint)")
        }
    }

    private func readProducts() -> [Product] {
        var products: [Product] = []
        var seen = Unique<ProductID>()
        for entry in fields.list("products", limit: PlanLimits.products) {
            guard let fields = YAMLFields(entry, faults: faults) else { continue }
            let id = fields.required("id", .identifier(ProductID.self))
            let name = fields.required("name", .plainLine)
            let price = fields.optional("price", .priceInYuan)
            fields.refuseUnknown(synonyms: ["title": "name"])
            if let id, seen.admit(id, at: fields.place(of: "id"), faults) {
                products.append(Product(id: id, name: name ?? "", priceFen: price?.fen))
            }
        }
        return products
    }

    private func readBackup(among feeds: [PlannedFeed]) -> FeedID? {
        guard let backup = fields.optional("backup", .identifier(FeedID.self)) else { return nil }
        let others = feeds.dropFirst().map(\.id)
        if others.contains(backup) { return backup }
        if feeds.first?.id == backup {
            faults.add(fields.place(of: "backup"), "is `\(backup)`, the feed that it stands in for; name another one")
        } else if !feeds.isEmpty {
            let hint = Spelling.hint(for: backup.rawValue, among: others.map(\.rawValue))
            faults.add(fields.place(of: "backup"), "is `\(backup)`, which is not among the feeds\(hint)")
        }
        return nil
    }

    private func readFeeds() -> [PlannedFeed] {
        var feeds: [PlannedFeed] = []
        var seen = Unique<FeedID>()
        let need = "a broadcast needs at least one input, like `{ id: main, name: Host encoder }`"
        for entry in fields.list("feeds", limit: PlanLimits.feeds, need: need) {
            guard let fields = YAMLFields(entry, faults: faults) else { continue }
            let id = fields.required("id", .identifier(FeedID.self))
            let name = fields.optional("name", .plainLine)
            let source = readSource(fields)
            fields.refuseUnknown(synonyms: [
                "title": "name", "type": "source", "kind": "source", "file": "path", "people": "seats",
            ])
            if let id, seen.admit(id, at: fields.place(of: "id"), faults) {
                feeds.append(PlannedFeed(id: id, name: name ?? id.rawValue, source: source))
            }
        }
        return feeds
    }
}
