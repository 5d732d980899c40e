/// What goes out of a broadcast, whatever comes in.
package struct OutputDTO: Codable, Hashable, Sendable {
    /// waiting, on-feed, on-backup, covered
    package var condition: String
    /// The feed on air, if one is.
    package var feed: String?
    /// `main` first.
    package var groups: [OutputGroupDTO]
    /// Every account is blacked out until somebody lifts it.
    package var isCut: Bool
    package init(condition: String, feed: String?, groups: [OutputGroupDTO], isCut: Bool) {
        self.condition = condition
        self.feed = feed
        self.groups = groups
        self.isCut = isCut
    }
}

/// Accounts that receive the program equally late.
package struct OutputGroupDTO: Codable, Hashable, Sendable {
    package var name: String
    package var delayMilliseconds: Int64
    /// none, until-program, until-hand
    package var cover: String
    package var accounts: Int
    package init(name: String, delayMilliseconds: Int64, cover: String, accounts: Int) {
        self.name = name
        self.delayMilliseconds = delayMilliseconds
        self.cover = cover
        self.accounts = accounts
    }
}

/// `POST /v1/broadcasts/{id}/dump`: what was removed before it went out. `…/cut` and `…/lift` reply with a BroadcastDTO. None takes a body.
package struct DumpDTO: Codable, Hashable, Sendable {
    package var broadcast: String
    package var at: Int64
    package var groups: [DumpedGroupDTO]
    package init(broadcast: String, at: Int64, groups: [DumpedGroupDTO]) {
        self.broadcast = broadcast
        self.at = at
        self.groups = groups
    }
}

package struct DumpedGroupDTO: Codable, Hashable, Sendable {
    package var name: String
    package var messages: UInt64
    /// Length of what was removed, on the program's time line.
    package var milliseconds: Int64
    package init(name: String, messages: UInt64, milliseconds: Int64) {
        self.name = name
        self.messages = messages
        self.milliseconds = milliseconds
    }
}

/// `PUT /v1/broadcasts/{id}/delay`: 0 to 300,000; without a group, all of them. Reply: BroadcastDTO.
package struct DelayRequest: Codable, Hashable, Sendable {
    package var milliseconds: Int64
    package var group: String?
    package var revision: Int64?
    package init(milliseconds: Int64, group: String? = nil, revision: Int64? = nil) {
        self.milliseconds = milliseconds
        self.group = group
        self.revision = revision
    }
}
