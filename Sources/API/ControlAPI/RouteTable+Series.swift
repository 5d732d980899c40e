import BroadcastModel
import ControlRoom
import ControlWire
import Hummingbird

extension RouteTable {
    static let series: [Route] =
        [
            Route(
                .post, "/v1/series", .role(.operator), "planSeries",
                "Plans every broadcast of a plan file, one or as many as it repeats: all or none. Or only checks it.",
                body: .init(schema: "PlanRequest"), success: .created, .list("BroadcastDTO")
            ) { call in
                let wanted = try call.decoded(PlanRequest.self)
                let dryRun = wanted.dryRun ?? false
                let records = try await call.desk.planAll(
                    fileName: wanted.fileName, yaml: wanted.yaml, dryRun: dryRun, by: try call.who())
                let bookings = await call.desk.doubleBookings(of: records.map(\.plan))
                return try call.json(
                    zip(records, bookings).map { BroadcastDTO($0, $1) }, status: dryRun ? .ok : .created)
            },
            Route(
                .get, "/v1/campaigns", .role(.viewer), "listCampaigns",
                "Every campaign with its broadcasts, how many are on air, and when the next one is due.",
                .list("CampaignDTO")
            ) { call in
                try call.json(
                    CampaignDTO.all(try await call.desk.broadcasts(), at: call.surroundings.clock.wallTime()))
            },
        ] + SeriesCommand.allCases.map(command)

    private static func command(_ command: SeriesCommand) -> Route {
        Route(
            .post, "/v1/series/{id}/\(command.rawValue)", .role(.operator), "\(command.rawValue)Series",
            command == .arm
                ? "Lets the clock prepare and start every draft of a series; the reply lists those."
                : "Gives up every broadcast of a series that has not begun; the reply lists those.",
            .list("BroadcastDTO")
        ) { call in
            let records = try await call.desk.series(command, try call.id("id"), by: try call.who())
            return try call.json(records.map(BroadcastDTO.init))
        }
    }
}
