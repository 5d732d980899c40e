import ControlClient
import ControlWire

/// Fires the cues that wait for a hand, as an operator would: soon after they are due.
actor OperatorHand {
    private let client: ControlClient
    private let broadcast: String
    /// How long a person is given to do it first, in milliseconds.
    private let patience: Int64
    private var tried: Set<String> = []

    init(client: ControlClient, broadcast: String, patience: Duration) {
        self.client = client
        self.broadcast = broadcast
        self.patience = patience.components.seconds * 1000
    }

    /// A cue that was refused is tried once more with the next board; somebody may have been quicker.
    func take(_ board: BoardDTO) async {
        guard board.broadcast.phase == "on-air", let clock = board.programClockMilliseconds else { return }
        for cue in board.rundown.cues
        where cue.byHand && cue.state == "pending" && clock >= cue.atMilliseconds + patience {
            guard !tried.contains(cue.id) else { continue }
            if (try? await client.cue("fire", cue: cue.id, in: broadcast)) != nil { tried.insert(cue.id) }
        }
    }
}
