package import BroadcastModel
package import Program

/// All that the Studio brings in: sources from outside, and composites of feeds that are here.
package final class StudioBringer: FeedBringer {
    private let feeds: StudioFeeds
    private let composites: StudioComposites

    package init(feeds: StudioFeeds, composites: StudioComposites) {
        self.feeds = feeds
        self.composites = composites
    }

    package func want(_ sources: [FeedID: PullSource], composites plans: [FeedID: CompositePlan]) {
        feeds.want(sources)
        composites.want(plans)
    }

    package func restart(_ feed: FeedID) {
        feeds.restart(feed)
        composites.restart(feed)
    }

    package func compositeStates() -> [FeedID: CompositeState] { composites.states() }

    package func states() -> [FeedID: FeedSourceState] {
        feeds.states().merging(composites.states().mapValues(\.source)) { first, _ in first }
    }
}
