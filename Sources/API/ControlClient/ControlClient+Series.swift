package import ControlWire

extension ControlClient {
    /// Every broadcast of the file, in order of time.
    package func planSeries(fileName: String, yaml: String, dryRun: Bool = false) async throws -> [BroadcastDTO] {
        try await call(.post, "/v1/series", PlanRequest(fileName: fileName, yaml: yaml, dryRun: dryRun))
    }
    /// `name` is arm or cancel. Those that it changed.
    package func series(_ name: String, _ id: String) async throws -> [BroadcastDTO] {
        try await call(.post, "/v1/series/\(segment(id))/\(segment(name))")
    }
    package func campaigns() async throws -> [CampaignDTO] { try await call(.get, "/v1/campaigns") }
}
