import ArgumentParser
import ControlWire

struct BroadcastListCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all broadcasts, or those of a campaign or a series.",
        discussion: """
            Examples:
              lianbo broadcast list
              lianbo broadcast list --campaign spring
              lianbo broadcast list --series class
            """)

    @Option(name: .long, help: "Only those of this campaign, by its id or its beginning.") var campaign: String?
    @Option(name: .long, help: "Only those of this series, by its id or its beginning.") var series: String?
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        var broadcasts = try await options.client().broadcasts()
        if let campaign {
            let id = try broadcasts.campaignID(campaign)
            broadcasts = broadcasts.filter { $0.campaign == id }
        }
        if let series {
            let id = try broadcasts.seriesID(series)
            broadcasts = broadcasts.filter { $0.series?.id == id }
        }
        try show(broadcasts, Self.table(broadcasts, console).text())
    }

    /// What belongs to a campaign or a series says so, where any does.
    static func table(_ broadcasts: [BroadcastDTO], _ console: Console) -> Table {
        let hasCampaigns = broadcasts.contains { $0.campaign != nil }
        let hasSeries = broadcasts.contains { $0.series != nil }
        return Table(
            columns: [
                .text("ID"), .state("PHASE"), .text("DUE"), .number("LENGTH"), .number("ACCOUNTS"), .number("CUES"),
            ] + (hasCampaigns ? [.text("CAMPAIGN")] : []) + (hasSeries ? [.number("SERIES")] : []) + [.text("TITLE")],
            rows: broadcasts.map {
                [
                    $0.id, $0.rehearses == nil ? $0.phase : "\($0.phase), rehearsal", console.clockText($0.startsAt),
                    Readable.clock($0.lengthMilliseconds),
                    "\($0.accountCount)", "\($0.cueCount)",
                ] + (hasCampaigns ? [$0.campaign ?? ""] : []) + (hasSeries ? [$0.placeText] : []) + [$0.title]
            },
            whenEmpty: "There is no broadcast yet. Plan one: lianbo broadcast plan FILE"
        )
    }
}

extension [BroadcastDTO] {
    func campaignID(_ text: String) throws -> String {
        try Shortening.pick(
            text, among: compactMap(\.campaign), what: "campaign",
            remedy: "A plan names it with the key `campaign`. See: lianbo campaign list")
    }

    func seriesID(_ text: String) throws -> String {
        try Shortening.pick(
            text, among: compactMap { $0.series?.id }, what: "repeating plan",
            remedy: "A plan with the key `repeat` makes one. See: lianbo series list")
    }
}
