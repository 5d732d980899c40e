/// All that was decided about one broadcast before it runs; read from one file by PlanFile, kept whole by the store.
package struct BroadcastPlan: Codable, Hashable, Sendable {
    package var id: BroadcastID
    package var title: String
    /// When the programme is due on air.
    package var start: WallTime
    /// Planned length on air, in milliseconds; positive, at most 24 h.
    package var lengthMilliseconds: Int64
    /// How long before `start` accounts are prepared, in milliseconds; 0 to 24 h.
    package var leadMilliseconds: Int64
    /// Whether the clock ends the broadcast when its length is over, or a person does.
    package var endsByClock: Bool
    package var hosts: [Person]
    package var guests: [Person]
    package var products: [Product]
    package var feeds: [PlannedFeed]
    package var accounts: [PlannedAccount]
    package var cues: [Cue]
    /// The feed that is taken when the one on air falls silent.
    package var backup: FeedID?
    /// Whether the program goes back from the backup by itself, or a person does it.
    package var backupReturnsByItself: Bool
    /// Safety delay of every account that has none of its own, in milliseconds; 0 to 300,000.
    package var delayMilliseconds: Int64
    /// What covers lost input, dumps and cuts; nil: the card that every broadcast has.
    package var slate: PlannedSlate?
    /// How far the clock of the programme's place is ahead of UTC, in milliseconds: times of day are read and shown so.
    package var utcOffsetMilliseconds: Int64
    /// Set in a rehearsal with real pictures: whose it is. No account of it is ever reached.
    package var rehearses: BroadcastID?
    /// What it is a part of, with others.
    package var campaign: CampaignID?
    /// Set where its plan file repeats itself.
    package var series: SeriesPlace?

    package init(
        id: BroadcastID, title: String, start: WallTime, lengthMilliseconds: Int64, leadMilliseconds: Int64,
        endsByClock: Bool,
        hosts: [Person], guests: [Person], products: [Product], feeds: [PlannedFeed], accounts: [PlannedAccount],
        cues: [Cue], backup: FeedID? = nil, backupReturnsByItself: Bool = false, delayMilliseconds: Int64 = 0,
        slate: PlannedSlate? = nil, utcOffsetMilliseconds: Int64 = 0, rehearses: BroadcastID? = nil,
        campaign: CampaignID? = nil, series: SeriesPlace? = nil
    ) {
        self.campaign = campaign
        self.series = series
        self.rehearses = rehearses
        self.slate = slate
        self.utcOffsetMilliseconds = utcOffsetMilliseconds
        self.backup = backup
        self.backupReturnsByItself = backupReturnsByItself
        self.delayMilliseconds = delayMilliseconds
        self.id = id
        self.title = title
        self.start = start
        self.lengthMilliseconds = lengthMilliseconds
        self.leadMilliseconds = leadMilliseconds
        self.endsByClock = endsByClock
        self.hosts = hosts
        self.guests = guests
        self.products = products
        self.feeds = feeds
        self.accounts = accounts
        self.cues = cues
    }

    package var length: Duration { .milliseconds(lengthMilliseconds) }
    package var lead: Duration { .milliseconds(leadMilliseconds) }
    package func person(_ id: PersonID) -> Person? { (hosts + guests).first { $0.id == id } }
    package func product(_ id: ProductID) -> Product? { products.first { $0.id == id } }
}

extension BroadcastPlan {
    /// The longest safety delay.
    package static let longestDelay: Duration = .seconds(300)

    /// Reads plans too that were stored before there were backups and delays.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(BroadcastID.self, forKey: .id),
            title: try values.decode(String.self, forKey: .title),
            start: try values.decode(WallTime.self, forKey: .start),
            lengthMilliseconds: try values.decode(Int64.self, forKey: .lengthMilliseconds),
            leadMilliseconds: try values.decode(Int64.self, forKey: .leadMilliseconds),
            endsByClock: try values.decode(Bool.self, forKey: .endsByClock),
            hosts: try values.decode([Person].self, forKey: .hosts),
            guests: try values.decode([Person].self, forKey: .guests),
            products: try values.decode([Product].self, forKey: .products),
            feeds: try values.decode([PlannedFeed].self, forKey: .feeds),
            accounts: try values.decode([PlannedAccount].self, forKey: .accounts),
            cues: try values.decode([Cue].self, forKey: .cues),
            backup: try values.decodeIfPresent(FeedID.self, forKey: .backup),
            backupReturnsByItself: try values.decodeIfPresent(Bool.self, forKey: .backupReturnsByItself) ?? false,
            delayMilliseconds: try values.decodeIfPresent(Int64.self, forKey: .delayMilliseconds) ?? 0,
            slate: try values.decodeIfPresent(PlannedSlate.self, forKey: .slate),
            utcOffsetMilliseconds: try values.decodeIfPresent(Int64.self, forKey: .utcOffsetMilliseconds) ?? 0,
            rehearses: try values.decodeIfPresent(BroadcastID.self, forKey: .rehearses),
            campaign: try values.decodeIfPresent(CampaignID.self, forKey: .campaign),
            series: try values.decodeIfPresent(SeriesPlace.self, forKey: .series)
        )
    }
}

/// A host or a guest.
package struct Person: Codable, Hashable, Sendable {
    package var id: PersonID
    package var name: String
    /// What they are to the audience: "news anchor", "deputy mayor".
    package var role: String?
    /// Their own input, where they are not in the picture of another.
    package var feed: FeedID?
    /// How long before their first cue they are to be here, in milliseconds, 0 to 24 h; nil: nobody waits for them.
    package var arrivesBeforeMilliseconds: Int64?
    /// They must have agreed to be broadcast before their cue can be fired.
    package var needsConsent: Bool
    /// Somebody must have checked that they are old enough.
    package var needsAgeCheck: Bool
    package init(
        id: PersonID, name: String, role: String? = nil, feed: FeedID? = nil, arrivesBeforeMilliseconds: Int64? = nil,
        needsConsent: Bool = false, needsAgeCheck: Bool = false
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.feed = feed
        self.arrivesBeforeMilliseconds = arrivesBeforeMilliseconds
        self.needsConsent = needsConsent
        self.needsAgeCheck = needsAgeCheck
    }

    /// Reads plans too that were stored before guests were checked.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(PersonID.self, forKey: .id), name: try values.decode(String.self, forKey: .name),
            role: try values.decodeIfPresent(String.self, forKey: .role),
            feed: try values.decodeIfPresent(FeedID.self, forKey: .feed),
            arrivesBeforeMilliseconds: try values.decodeIfPresent(Int64.self, forKey: .arrivesBeforeMilliseconds),
            needsConsent: try values.decodeIfPresent(Bool.self, forKey: .needsConsent) ?? false,
            needsAgeCheck: try values.decodeIfPresent(Bool.self, forKey: .needsAgeCheck) ?? false)
    }
}

/// Something on sale.
package struct Product: Codable, Hashable, Sendable {
    package var id: ProductID
    package var name: String
    /// Price in fen (1/100 CNY); absent when the plan does not say.
    package var priceFen: Int64?
    package init(id: ProductID, name: String, priceFen: Int64? = nil) {
        self.id = id
        self.name = name
        self.priceFen = priceFen
    }
}

/// An input the broadcast expects. The first one planned is on air when the broadcast starts.
package struct PlannedFeed: Codable, Hashable, Sendable {
    package var id: FeedID
    package var name: String
    package var source: FeedSource
    package init(id: FeedID, name: String, source: FeedSource = .publish) {
        self.id = id
        self.name = name
        self.source = source
    }

    /// Reads plans too that were stored before feeds had sources.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(FeedID.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        source = try values.decodeIfPresent(FeedSource.self, forKey: .source) ?? .publish
    }
}

/// What is shown and heard when there is nothing to show (垫片), as planned; paths are absolute, on the daemon's machine.
package struct PlannedSlate: Codable, Hashable, Sendable {
    package enum Picture: Codable, Hashable, Sendable {
        /// A dark card with these lines.
        case card(String)
        case image(path: String)
        /// With its own sound, unless there is music.
        case clip(path: String)
    }
    package var picture: Picture
    /// Silence, or a clip's own sound, when nil.
    package var music: String?

    package init(picture: Picture, music: String? = nil) {
        self.picture = picture
        self.music = music
    }
}

/// How much weight an account has among its peers.
package enum AccountTier: String, Codable, Hashable, Sendable, CaseIterable {
    case head, middle
    case longTail = "long-tail"
}

/// An account that relays the broadcast, with what its adapter wants to know and nothing secret.
package struct PlannedAccount: Codable, Hashable, Sendable {
    package var id: AccountID
    package var name: String
    package var platform: PlatformID
    package var tier: AccountTier
    /// Adapter settings (`server`, `application`, …), checked by the adapter; never a secret.
    package var settings: [String: String]
    /// A safety delay of its own in this broadcast, in milliseconds, 0 to 300,000; nil: the broadcast's.
    package var delayMilliseconds: Int64?
    /// What cues call it together with others; nil: by nothing but its id.
    package var group: String?
    package init(
        id: AccountID, name: String, platform: PlatformID, tier: AccountTier, settings: [String: String],
        delayMilliseconds: Int64? = nil, group: String? = nil
    ) {
        self.group = group
        self.delayMilliseconds = delayMilliseconds
        self.id = id
        self.name = name
        self.platform = platform
        self.tier = tier
        self.settings = settings
    }
}
