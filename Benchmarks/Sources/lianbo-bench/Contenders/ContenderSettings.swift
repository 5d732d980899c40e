/// What every contender of a run is told.
struct ContenderSettings: Sendable {
    var cores: Cores
    var lianbod: String
    var floor: String
    /// Of the case; 0 is one send a message.
    var tickMilliseconds: Int
    /// Sender threads of lianbod; 0 leaves it to the daemon, which counts the machine's cores and not the one it has.
    var relayThreads: Int
    /// `chunk_size` of nginx-rtmp; 4096 is its default.
    var nginxChunk: Int
}
