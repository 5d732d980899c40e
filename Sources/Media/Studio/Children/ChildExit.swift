package import BroadcastModel

/// How one launch of a child was over.
package enum ChildExit: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    /// It could not be launched at all.
    case notLaunched(Fault)

    var isSuccess: Bool { self == .exited(0) }
}
