package import BroadcastModel

/// What goes out of one broadcast, whatever comes in.
package struct OutputView: Hashable, Sendable {
    package enum Condition: String, Sendable, CaseIterable {
        /// Nothing yet, or nothing any more and no slate.
        case waiting
        case onFeed = "on-feed"
        /// The backup, taken by itself.
        case onBackup = "on-backup"
        /// The slate covers the loss of all input.
        case covered
    }

    /// Whether slate stands over what a group of accounts would receive.
    package enum Cover: String, Sendable, CaseIterable {
        case none
        /// Until the program has a start that is due: after a dump, a lift, a grown delay.
        case untilProgram = "until-program"
        /// Until the cut is lifted.
        case untilHand = "until-hand"
    }

    /// Accounts that receive the program equally late.
    package struct Group: Hashable, Sendable {
        package var name: String
        package var delay: Duration
        package var cover: Cover
        /// How many accounts of the broadcast belong to it.
        package var accounts: Int
        package init(name: String, delay: Duration, cover: Cover, accounts: Int) {
            self.name = name
            self.delay = delay
            self.cover = cover
            self.accounts = accounts
        }
    }

    package var condition: Condition
    /// On air, if a feed is.
    package var feed: FeedID?
    /// `main` first.
    package var groups: [Group]
    package var isCut: Bool
    package init(condition: Condition, feed: FeedID?, groups: [Group], isCut: Bool) {
        self.condition = condition
        self.feed = feed
        self.groups = groups
        self.isCut = isCut
    }
}
