/// Everything a screen needs about one broadcast at one moment. `GET /v1/broadcasts/{id}/board`, and the data of each
/// `board` event on `GET /v1/broadcasts/{id}/events` (about one a second, and at once after a change).
///
/// Moments are milliseconds since 1970 (UTC); an absent field means "not known" or "does not apply", never zero.
package struct BoardDTO: Codable, Hashable, Sendable {
    package var at: Int64
    package var broadcast: BroadcastDTO
    /// Time since air in milliseconds; absent before air. Ahead of air: `startsInMilliseconds`.
    package var programClockMilliseconds: Int64?
    package var startsInMilliseconds: Int64?
    /// Planned end minus now; negative when over.
    package var remainingMilliseconds: Int64?
    package var rundown: RundownDTO
    package var feeds: [FeedDTO]
    /// Ordered by trouble first, then by id.
    package var destinations: [DestinationDTO]
    package var counts: StateCountsDTO
    package var figures: FiguresDTO
    /// Absent once the broadcast is over.
    package var output: OutputDTO?
    /// What accounts' platforms reject of the input.
    package var warnings: [InputWarningDTO]
    /// Until the cue on air is expected to end: by its length, the fixed moment of the next one, or the programme's end.
    /// Negative when it runs over; absent where it lasts until a hand goes on.
    package var leftMilliseconds: Int64?
    /// What the stage's screen says.
    package var stageMessage: StageMessageDTO?

    package init(
        at: Int64, broadcast: BroadcastDTO, programClockMilliseconds: Int64?, startsInMilliseconds: Int64?,
        remainingMilliseconds: Int64?, rundown: RundownDTO, feeds: [FeedDTO], destinations: [DestinationDTO],
        counts: StateCountsDTO, figures: FiguresDTO, output: OutputDTO? = nil, warnings: [InputWarningDTO] = [],
        leftMilliseconds: Int64? = nil, stageMessage: StageMessageDTO? = nil
    ) {
        self.leftMilliseconds = leftMilliseconds
        self.stageMessage = stageMessage
        self.warnings = warnings
        self.output = output
        self.at = at
        self.broadcast = broadcast
        self.programClockMilliseconds = programClockMilliseconds
        self.startsInMilliseconds = startsInMilliseconds
        self.remainingMilliseconds = remainingMilliseconds
        self.rundown = rundown
        self.feeds = feeds
        self.destinations = destinations
        self.counts = counts
        self.figures = figures
    }
}

/// One broadcast without its parts. `GET /v1/broadcasts` returns a list of them.
package struct BroadcastDTO: Codable, Hashable, Sendable {
    package var id: String
    package var title: String
    /// draft, scheduled, preparing, ready, on-air, ending, ended, aborted
    package var phase: String
    package var revision: Int64
    package var startsAt: Int64
    package var lengthMilliseconds: Int64
    package var airedAt: Int64?
    package var endedAt: Int64?
    package var programFeed: String
    /// Accounts that belong to it now; those that were taken out do not count.
    package var accountCount: Int
    package var cueCount: Int
    /// Whose rehearsal it is; absent: it is the real thing. No account of a rehearsal is reached.
    package var rehearses: String?
    /// What another broadcast wants at the same time; absent where it was not looked for.
    package var doubleBookings: [DoubleBookingDTO]?
    /// How far the clock of its place is ahead of UTC when it starts; absent where the reply is from before that was told.
    package var utcOffsetMilliseconds: Int64?
    package var campaign: String?
    package var series: SeriesPlaceDTO?

    package init(
        id: String, title: String, phase: String, revision: Int64, startsAt: Int64, lengthMilliseconds: Int64,
        airedAt: Int64?, endedAt: Int64?, programFeed: String, accountCount: Int, cueCount: Int,
        rehearses: String? = nil
    ) {
        self.rehearses = rehearses
        self.id = id
        self.title = title
        self.phase = phase
        self.revision = revision
        self.startsAt = startsAt
        self.lengthMilliseconds = lengthMilliseconds
        self.airedAt = airedAt
        self.endedAt = endedAt
        self.programFeed = programFeed
        self.accountCount = accountCount
        self.cueCount = cueCount
    }
}

/// An account, a person or a feed that another broadcast wants at the same time.
package struct DoubleBookingDTO: Codable, Hashable, Sendable {
    /// account, person, feed
    package var kind: String
    package var id: String
    package var name: String
    /// The other broadcast.
    package var with: String
    package var from: Int64
    package var until: Int64
    package init(kind: String, id: String, name: String, with: String, from: Int64, until: Int64) {
        self.kind = kind
        self.id = id
        self.name = name
        self.with = with
        self.from = from
        self.until = until
    }
}

package struct AsRunDTO: Codable, Hashable, Sendable {
    package var sequence: Int64
    package var at: Int64
    /// fired, held, released, skipped, on-air, ended, aborted, switched, dumped, cut, lifted, delayed, asked, taken-back, ticked, unticked
    package var action: String
    package var cue: String?
    package var title: String
    package var by: String
    /// Absent where no planned moment applies: a draft started by hand, or a hand more than 24 h off.
    package var lateMilliseconds: Int64?
    package init(
        sequence: Int64, at: Int64, action: String, cue: String?, title: String, by: String, lateMilliseconds: Int64?
    ) {
        self.sequence = sequence
        self.at = at
        self.action = action
        self.cue = cue
        self.title = title
        self.by = by
        self.lateMilliseconds = lateMilliseconds
    }
}

/// One input. There is no field for its key, on purpose: keys go in, never out.
package struct FeedDTO: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var hasKey: Bool
    /// On air now.
    package var isProgram: Bool
    package var connected: Bool
    package var peer: String?
    package var since: Int64?
    package var bytesReceived: UInt64
    package var bitsPerSecond: UInt64
    package var framesPerSecond: Double
    package var width: Int?
    package var height: Int?
    package var videoCodec: String?
    package var audioCodec: String?
    package var keyframeIntervalMilliseconds: Int64?
    package var silentForMilliseconds: Int64?
    /// publish, srt, pull, file
    package var source: String
    /// Of a feed that is brought in: starting, running, waiting, failed, ended
    package var sourceState: String?
    /// Why bringing it in broke last.
    package var sourceFault: FaultDTO?
    /// Why it should not go on air, in words; empty when it is stable.
    package var notReady: [String]
    /// The same as codes, for translation.
    package var notReadyCodes: [String]
    /// Of a composite that is being made: what each seat shows and how late.
    package var seats: [SeatDTO]?
    package init(
        id: String, name: String, hasKey: Bool, isProgram: Bool, connected: Bool, peer: String?, since: Int64?,
        bytesReceived: UInt64, bitsPerSecond: UInt64, framesPerSecond: Double, width: Int?, height: Int?,
        videoCodec: String?, audioCodec: String?, keyframeIntervalMilliseconds: Int64?, silentForMilliseconds: Int64?,
        source: String = "publish", sourceState: String? = nil, sourceFault: FaultDTO? = nil, notReady: [String] = [],
        notReadyCodes: [String] = []
    ) {
        self.source = source
        self.sourceState = sourceState
        self.sourceFault = sourceFault
        self.notReady = notReady
        self.notReadyCodes = notReadyCodes
        self.id = id
        self.name = name
        self.hasKey = hasKey
        self.isProgram = isProgram
        self.connected = connected
        self.peer = peer
        self.since = since
        self.bytesReceived = bytesReceived
        self.bitsPerSecond = bitsPerSecond
        self.framesPerSecond = framesPerSecond
        self.width = width
        self.height = height
        self.videoCodec = videoCodec
        self.audioCodec = audioCodec
        self.keyframeIntervalMilliseconds = keyframeIntervalMilliseconds
        self.silentForMilliseconds = silentForMilliseconds
    }
}

/// One account's part in the broadcast.
package struct DestinationDTO: Codable, Hashable, Sendable {
    package var account: String
    package var name: String
    package var platform: String
    /// head, middle, long-tail
    package var tier: String
    /// on, off, removed
    package var desire: String
    /// idle, preparing, needs-person, connecting, live, lagging, waiting-to-retry, refused, ended
    package var state: String
    /// The state asks somebody to look: needs-person, refused, waiting-to-retry, lagging, or the platform contradicts us.
    package var isTrouble: Bool
    /// Attempts to connect so far; while its adapter makes it ready, attempts at that.
    package var attempt: Int
    package var nextRetryAt: Int64?
    package var lagMilliseconds: Int64
    /// RTMP bytes that its sockets accepted in this broadcast, restarts of the daemon included.
    package var bytesSent: UInt64
    /// `bytesSent`, `reconnects`, `messagesDropped` and `attempt` are at least this: a daemon was killed before it had saved
    /// its last seconds, or a session was cut off while it was counted.
    package var bytesAreLowerBound: Bool
    package var bitsPerSecond: UInt64
    /// Sessions after the first that got as far as media.
    package var reconnects: Int
    package var messagesDropped: UInt64
    package var liveSince: Int64?
    /// Scheme, host and port of the push address once there is one; never more.
    package var server: String?
    package var lastFault: FaultDTO?
    package var lastFaultAt: Int64?
    /// What a person has to do, in state `needs-person`.
    package var personRequest: PersonRequestDTO?
    /// The platform's own word: live, offline, unknown; absent when it has none.
    package var platformWord: String?
    package var numbers: [NumberDTO]
    package init(
        account: String, name: String, platform: String, tier: String, desire: String, state: String, isTrouble: Bool,
        attempt: Int, nextRetryAt: Int64?, lagMilliseconds: Int64, bytesSent: UInt64, bitsPerSecond: UInt64,
        reconnects: Int, messagesDropped: UInt64, liveSince: Int64?, server: String?, lastFault: FaultDTO?,
        lastFaultAt: Int64?, personRequest: PersonRequestDTO?, platformWord: String?, numbers: [NumberDTO],
        bytesAreLowerBound: Bool = false
    ) {
        self.account = account
        self.name = name
        self.platform = platform
        self.tier = tier
        self.desire = desire
        self.state = state
        self.isTrouble = isTrouble
        self.attempt = attempt
        self.nextRetryAt = nextRetryAt
        self.lagMilliseconds = lagMilliseconds
        self.bytesSent = bytesSent
        self.bytesAreLowerBound = bytesAreLowerBound
        self.bitsPerSecond = bitsPerSecond
        self.reconnects = reconnects
        self.messagesDropped = messagesDropped
        self.liveSince = liveSince
        self.server = server
        self.lastFault = lastFault
        self.lastFaultAt = lastFaultAt
        self.personRequest = personRequest
        self.platformWord = platformWord
        self.numbers = numbers
    }
}

package struct FaultDTO: Codable, Hashable, Sendable {
    package var code: String
    package var message: String
    /// ours, platform, destination, network, operator
    package var blame: String
    package init(code: String, message: String, blame: String) {
        self.code = code
        self.message = message
        self.blame = blame
    }
}

package struct PersonRequestDTO: Codable, Hashable, Sendable {
    /// paste-address, scan, face, reauthorise, accept-in-app
    package var kind: String
    package var what: String
    package var location: String
    package var until: Int64?
    package init(kind: String, what: String, location: String, until: Int64?) {
        self.kind = kind
        self.what = what
        self.location = location
        self.until = until
    }
}

/// The newest number of one kind of one account.
package struct NumberDTO: Codable, Hashable, Sendable {
    /// concurrent, peak, views, unique, heat, likes, comments, shares, orders, gmv-fen
    package var kind: String
    package var value: Int64
    /// exact, approximate, at-least
    package var quality: String
    package var at: Int64
    package var stale: Bool
    package var source: String
    package init(kind: String, value: Int64, quality: String, at: Int64, stale: Bool, source: String) {
        self.kind = kind
        self.value = value
        self.quality = quality
        self.at = at
        self.stale = stale
        self.source = source
    }
}

/// How many destinations stand where.
package struct StateCountsDTO: Codable, Hashable, Sendable {
    package var total: Int
    package var live: Int
    package var trouble: Int
    /// By state name; states with none are left out.
    package var byState: [String: Int]
    package init(total: Int, live: Int, trouble: Int, byState: [String: Int]) {
        self.total = total
        self.live = live
        self.trouble = trouble
        self.byState = byState
    }
}

/// Merged figures, one entry a kind that has at least one number.
package struct FiguresDTO: Codable, Hashable, Sendable {
    package var totals: [TotalDTO]
    /// Merged concurrent viewers over time, oldest first, at most 600 points.
    package var curve: [CurvePointDTO]
    /// Highest point of the merged curve so far, and when.
    package var peakConcurrent: Int64?
    package var peakAt: Int64?
    package init(totals: [TotalDTO], curve: [CurvePointDTO], peakConcurrent: Int64?, peakAt: Int64?) {
        self.totals = totals
        self.curve = curve
        self.peakConcurrent = peakConcurrent
        self.peakAt = peakAt
    }
}

package struct TotalDTO: Codable, Hashable, Sendable {
    package var kind: String
    package var value: Int64
    /// The weakest quality among the parts.
    package var quality: String
    /// Accounts whose number is in the total; accounts left out because their number is stale or was never read.
    package var accountsCounted: Int
    package var accountsStale: Int
    package var accountsWithout: Int
    /// Age of the oldest part counted, in milliseconds.
    package var oldestPartMilliseconds: Int64
    package init(
        kind: String, value: Int64, quality: String, accountsCounted: Int, accountsStale: Int, accountsWithout: Int,
        oldestPartMilliseconds: Int64
    ) {
        self.kind = kind
        self.value = value
        self.quality = quality
        self.accountsCounted = accountsCounted
        self.accountsStale = accountsStale
        self.accountsWithout = accountsWithout
        self.oldestPartMilliseconds = oldestPartMilliseconds
    }
}

package struct CurvePointDTO: Codable, Hashable, Sendable {
    package var at: Int64
    package var value: Int64
    package init(at: Int64, value: Int64) {
        self.at = at
        self.value = value
    }
}

/// One thing about the input that some accounts' platforms reject or punish.
package struct InputWarningDTO: Codable, Hashable, Sendable {
    /// gop, reordered-pictures, bitrate, sample-rate, video-codec, audio-codec
    package var kind: String
    package var text: String
    /// Whom it concerns.
    package var accounts: [String]
    package init(kind: String, text: String, accounts: [String]) {
        self.kind = kind
        self.text = text
        self.accounts = accounts
    }
}
