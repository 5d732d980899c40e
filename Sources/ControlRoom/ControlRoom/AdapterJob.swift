import BroadcastModel

/// One call of an adapter that the reconciler or the observer asked for; run by a child task of ``ControlRoom``.
struct AdapterJob: Sendable {
    enum Call: Hashable, Sendable {
        case prepare, start, stop
        /// Stores again what `prepare` answered.
        case keep
        /// Nothing to call: forget what was stored.
        case dropHandle
        case poll(PollCourse.Kind)
    }

    var destination: DestinationID
    var call: Call
}
