import BroadcastModel
import ControlWire
import TestBench

/// Real players on a few accounts, most on the first ones; each starts when its account is live.
actor DemoAudience {
    private let bench: Bench
    private var waiting: [(account: String, address: String)]
    private var players: [FfmpegPlayer] = []

    /// How many players each account gets, by its place in the plan; the last entry is for one far down.
    private static let shares = [3, 2, 1, 1]

    init(bench: Bench, farm: EndpointFarm, accounts: [PlannedAccount]) {
        self.bench = bench
        waiting = []
        for (index, share) in Self.shares.enumerated() where index < accounts.count {
            let address = farm.server(at: index).address(of: accounts[index].id.rawValue)
            waiting += Array(repeating: (accounts[index].id.rawValue, address), count: share)
        }
        if let last = accounts.indices.last, last >= Self.shares.count {
            waiting.append((accounts[last].id.rawValue, farm.server(at: last).address(of: accounts[last].id.rawValue)))
        }
    }

    var count: Int { players.count }

    /// Lets in those whose account is live on `board`.
    func take(_ board: BoardDTO) async throws {
        let live = Set(board.destinations.filter { $0.state == "live" }.map(\.account))
        let ready = waiting.filter { live.contains($0.account) }
        waiting.removeAll { live.contains($0.account) }
        for viewer in ready { players.append(try await FfmpegPlayer.start(on: bench, playing: viewer.address)) }
    }

    func end() async {
        await withTaskGroup(of: Void.self) { group in
            for player in players { group.addTask { await player.end() } }
        }
    }
}
