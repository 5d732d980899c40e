import BroadcastModel
import ControlRoom
import ControlWire
import Hummingbird

extension RouteTable {
    static let destinations: [Route] = [
        Route(
            .get, "/v1/broadcasts/{id}/destinations", .role(.viewer), "listDestinations",
            "A broadcast's accounts, trouble first.", .list("DestinationDTO")
        ) { call in
            try call.json(try await call.desk.board(of: try call.id("id")).destinations.map(DestinationDTO.init))
        },
        Route(
            .post, "/v1/broadcasts/{id}/destinations", .role(.operator), "addDestination",
            "Adds an account, on air too.",
            body: .init(schema: "AddDestinationRequest"), success: .created, .one("DestinationDTO")
        ) { call in
            let account = try plannedAccount(try call.decoded(AddDestinationRequest.self))
            return try call.json(
                DestinationDTO(try await call.desk.addDestination(account, to: try call.id("id"), by: try call.who())),
                status: .created)
        },
        Route(
            .delete, "/v1/broadcasts/{id}/destinations/{account}", .role(.operator), "removeDestination",
            "Takes an account out of the broadcast.",
            .one("DestinationDTO")
        ) { call in
            try call.json(
                DestinationDTO(try await call.desk.destination(.remove, try call.destination(), by: try call.who())))
        },
        Route(
            .post, "/v1/broadcasts/{id}/destinations/{account}/numbers", .role(.operator), "typeNumber",
            "Keeps a number that a person read.",
            body: .init(schema: "TypedNumberRequest"), success: .created, .one("NumberDTO")
        ) { call in
            let typed = try call.decoded(TypedNumberRequest.self)
            guard let kind = SampleKind(rawValue: typed.kind) else {
                throw Fault(.malformed, "The kind must be one of \(names(of: SampleKind.self)).", blame: .operatorSide)
            }
            let view = try await call.desk.typeNumber(
                kind, text: typed.text, for: try call.destination(), by: try call.who())
            return try call.json(NumberDTO(view), status: .created)
        },
        command(.stop, "Ends this account's session and leaves it off."),
        command(.resume, "Wants a stopped account on air again."),
        command(.retry, "Tries again now."),
        Route(.get, "/v1/feeds", .role(.viewer), "listFeeds", "All inputs.", .list("FeedDTO")) { call in
            try call.json(try await call.desk.feeds().map(FeedDTO.init))
        },
        secret("/v1/feeds/{id}/key", .admin, "setStreamKey", "Sets the stream key that encoders show.") {
            call, secret in
            try await call.desk.setStreamKey(of: try call.id("id"), to: secret, by: try call.who())
        },
        secret("/v1/feeds/{id}/pull-address", .operator, "setPullAddress", "Sets where a feed is pulled from.") {
            call, secret in
            try await call.desk.setPullAddress(of: try call.id("id"), to: secret, by: try call.who())
        },
        secret("/v1/monitor-token", .admin, "setMonitorToken", "Sets the token that players show on the ingest port.") {
            call, secret in
            try await call.desk.setMonitorToken(to: secret, by: try call.who())
        },
        Route(
            .get, "/v1/accounts", .role(.viewer), "listAccounts", "Accounts known across broadcasts.",
            .list("AccountDTO")
        ) { call in
            try call.json(try await call.desk.accounts().map(AccountDTO.init))
        },
        secret(
            "/v1/accounts/{id}/push-address", .operator, "setPushAddress", "Pastes the address that the platform gave."
        ) { call, secret in
            try await call.desk.setPushAddress(of: try call.id("id"), to: secret, by: try call.who())
        },
        secret("/v1/accounts/{id}/credential", .admin, "setCredential", "Sets the platform's token for an account.") {
            call, secret in
            try await call.desk.setCredential(of: try call.id("id"), to: secret, by: try call.who())
        },
    ]

    static func names<Value: RawRepresentable<String> & CaseIterable>(of: Value.Type) -> String {
        Value.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private static func command(_ command: DestinationCommand, _ summary: String) -> Route {
        Route(
            .post, "/v1/broadcasts/{id}/destinations/{account}/\(command.rawValue)", .role(.operator),
            "\(command.rawValue)Destination", summary,
            .one("DestinationDTO")
        ) { call in
            try call.json(
                DestinationDTO(try await call.desk.destination(command, try call.destination(), by: try call.who())))
        }
    }

    /// A route that takes a secret in and never gives one out.
    private static func secret(
        _ template: String, _ role: Role, _ operationID: String, _ summary: String,
        _ set: @escaping @Sendable (Call, Secret) async throws -> Void
    ) -> Route {
        Route(
            .put, template, .role(role), operationID, summary, body: .init(schema: "SecretRequest"),
            success: .noContent, .nothing
        ) { call in
            let secret = Secret(try call.decoded(SecretRequest.self).secret)
            guard !secret.isEmpty else { throw Fault(.malformed, "The secret is empty.", blame: .operatorSide) }
            try await set(call, secret)
            return call.nothing
        }
    }

    private static func plannedAccount(_ wanted: AddDestinationRequest) throws -> PlannedAccount {
        let id = AccountID(wanted.account)
        let platform = PlatformID(wanted.platform)
        guard id.isWellFormed else {
            throw Fault(
                .malformed,
                "account must be 1 to 64 of a-z, 0-9, '.', '_' and '-', and begin with a letter or a digit.",
                blame: .operatorSide)
        }
        guard platform.isWellFormed else {
            throw Fault(
                .malformed, "platform must be an adapter's name in lower case, such as manual.", blame: .operatorSide)
        }
        guard let tier = AccountTier(rawValue: wanted.tier ?? AccountTier.longTail.rawValue) else {
            throw Fault(.malformed, "tier must be one of \(names(of: AccountTier.self)).", blame: .operatorSide)
        }
        return PlannedAccount(
            id: id, name: wanted.name, platform: platform, tier: tier, settings: wanted.settings ?? [:])
    }
}
