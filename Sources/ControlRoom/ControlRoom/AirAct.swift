import BroadcastModel

/// A dump, a cut or a lift: it has been done, and is to be written.
struct AirAct: Sendable {
    enum Kind: Sendable { case dump, cut, lift }
    /// From 1 up in one life of the daemon.
    var number: UInt64
    var kind: Kind
    var at: WallTime
    var by: String
    /// For the as-run log.
    var title: String
}
