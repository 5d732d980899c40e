package import ControlWire

extension ControlClient {
    /// Removes all that has not gone out yet, on every account.
    package func dump(_ broadcast: String) async throws -> DumpDTO {
        try await call(.post, "/v1/broadcasts/\(segment(broadcast))/dump")
    }
    /// Blacks out every account until ``lift(_:)``.
    package func cut(_ broadcast: String) async throws -> BroadcastDTO {
        try await call(.post, "/v1/broadcasts/\(segment(broadcast))/cut")
    }
    package func lift(_ broadcast: String) async throws -> BroadcastDTO {
        try await call(.post, "/v1/broadcasts/\(segment(broadcast))/lift")
    }
    /// `milliseconds` is 0 to 300,000; without a group, all of them.
    package func setDelay(
        of broadcast: String, to milliseconds: Int64, group: String? = nil, revision: Int64? = nil
    ) async throws -> BroadcastDTO {
        try await call(
            .put, "/v1/broadcasts/\(segment(broadcast))/delay",
            DelayRequest(milliseconds: milliseconds, group: group, revision: revision))
    }
}
