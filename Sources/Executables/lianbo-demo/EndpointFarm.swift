import BroadcastModel
import TestBench

/// The endpoints that accounts are sent to: real nginx-rtmp servers that keep the beginning of each stream.
struct EndpointFarm {
    let servers: [NginxRTMP]

    /// How much of each stream is kept: pictures and sound frames of about two seconds, and never more than this many bytes.
    private static let recording = NginxRTMP.Recording.beginning(messages: 170, bytes: 1 << 20)

    /// One server for a few accounts, two for many.
    static func start(on bench: Bench, accountCount: Int) async throws -> EndpointFarm {
        var servers: [NginxRTMP] = []
        for _ in 0..<(accountCount > 32 ? 2 : 1) {
            servers.append(try await NginxRTMP.start(on: bench, .init(recording: recording)))
        }
        return EndpointFarm(servers: servers)
    }

    /// The server of the account at `index` in the plan.
    func server(at index: Int) -> NginxRTMP { servers[index % servers.count] }

    /// What the self-hosted adapter is told about the account.
    func settings(of account: AccountID, at index: Int) -> [String: String] {
        let server = server(at: index)
        return [
            "server": "nginx-rtmp", "push": server.address(of: account.rawValue), "status": server.statusAddress,
            "control": server.controlAddress,
        ]
    }

    func recording(of account: AccountID, at index: Int) -> String { server(at: index).recording(of: account.rawValue) }

    func end() async {
        for server in servers { await server.end() }
    }
}
