package import BroadcastModel
package import ControlWire

extension ControlClient {
    package func stageLinks(of broadcast: String) async throws -> [StageLinkDTO] {
        try await call(.get, "/v1/broadcasts/\(segment(broadcast))/stage-links")
    }
    /// `lifetimeMilliseconds` is 1 min to 366 days; nil: until it is revoked.
    package func makeStageLink(
        _ name: String, token: Secret, lifetimeMilliseconds: Int64? = nil, of broadcast: String
    ) async throws -> StageLinkDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/stage-links",
            StageLinkRequest(name: name, token: token.reveal(), lifetimeMilliseconds: lifetimeMilliseconds))
    }
    package func revokeStageLink(_ link: String, of broadcast: String) async throws {
        _ = try await exchange(
            .delete, "/v1/broadcasts/\(segment(broadcast))/stage-links/\(segment(link))", body: nil)
    }
    package func say(_ text: String, onStageOf broadcast: String) async throws -> StageMessageDTO {
        try await call(.put, "/v1/broadcasts/\(segment(broadcast))/stage-message", StageMessageRequest(text: text))
    }
    package func clearStage(of broadcast: String) async throws {
        _ = try await exchange(.delete, "/v1/broadcasts/\(segment(broadcast))/stage-message", body: nil)
    }
    /// SVG. `language` is zh or en; nil: both.
    package func timeline(of broadcast: String, language: String? = nil) async throws -> [UInt8] {
        let query = language.map { "?lang=\(segment($0))" } ?? ""
        return try await exchange(.get, "/v1/broadcasts/\(segment(broadcast))/timeline.svg\(query)", body: nil)
    }
    /// The address that opens the stage's screen with `token`: what stands behind the `#` stays in the browser.
    package static func stageAddress(at base: String, token: Secret) -> Secret {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        return Secret("\(base)/stage#\(token.reveal())")
    }
    package func stageAddress(token: Secret) -> Secret { Self.stageAddress(at: base, token: token) }
}
