import ArgumentParser
import ControlWire

struct CampaignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign",
        abstract: "Broadcasts that belong together (活动).",
        discussion: """
            A broadcast belongs to a campaign when its plan says so, with one line:

              campaign: spring

            Several may be on air at once; whatever two of them want at the same time is told when they are planned.

            Examples:
              lianbo campaign list
              lianbo campaign show spring
            """,
        subcommands: [CampaignListCommand.self, CampaignShowCommand.self])
}

struct CampaignListCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all campaigns: how many broadcasts, how many on air, the next start.")

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let campaigns = try await options.client().campaigns()
        let table = Table(
            columns: [.text("CAMPAIGN"), .number("BROADCASTS"), .number("ON AIR"), .number("OVER"), .text("NEXT")],
            rows: campaigns.map { campaign in
                [
                    campaign.id, "\(campaign.broadcasts.count)", "\(campaign.onAir)",
                    "\(campaign.broadcasts.count { ["ended", "aborted"].contains($0.phase) })",
                    campaign.nextText(console),
                ]
            },
            whenEmpty:
                "There is no campaign yet. Write `campaign: NAME` into a plan, then: lianbo broadcast plan FILE")
        try show(campaigns, table.text())
    }
}

struct CampaignShowCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the broadcasts of one campaign, in order of time.")

    @Argument(help: "A campaign's id, or its beginning.") var campaign: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let campaigns = try await options.client().campaigns()
        let id = try Shortening.pick(
            campaign, among: campaigns.map(\.id), what: "campaign", remedy: "See: lianbo campaign list")
        guard let found = campaigns.first(where: { $0.id == id }) else { return }
        let count = found.broadcasts.count
        let head =
            "\(found.id): \(count) \(count == 1 ? "broadcast" : "broadcasts"), \(found.onAir) on air, next \(found.nextText(console))"
        let table = Table(
            columns: [.text("ID"), .state("PHASE"), .text("STARTS"), .number("SERIES"), .text("TITLE")],
            rows: found.broadcasts.map {
                [
                    $0.id, $0.rehearses == nil ? $0.phase : "\($0.phase), rehearsal", $0.startText(console),
                    $0.placeText, $0.title,
                ]
            }, whenEmpty: "")
        try show(found, "\(head)\n\n\(table.text())")
    }
}

extension CampaignDTO {
    /// When the next one starts, by the clock of its place.
    fileprivate func nextText(_ console: Console) -> String {
        guard let nextStartsAt else { return Readable.absent }
        let next = broadcasts.first {
            $0.startsAt == nextStartsAt && ["draft", "scheduled", "preparing", "ready"].contains($0.phase)
        }
        return next.map { "\($0.startText(console))  \($0.id)" } ?? console.clockText(nextStartsAt)
    }
}
