import NIOCore

/// The players of one event loop. One timer serves them all, and only while there are any. Used on that loop only.
final class PlayerRoster {
    /// Between two rounds.
    static let interval = TimeAmount.milliseconds(33)

    private let eventLoop: any EventLoop
    private var handlers: [ObjectIdentifier: IngestHandler] = [:]
    private var isTicking = false

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func add(_ handler: IngestHandler) {
        handlers[ObjectIdentifier(handler)] = handler
        guard !isTicking else { return }
        isTicking = true
        schedule()
    }

    func remove(_ handler: IngestHandler) { handlers[ObjectIdentifier(handler)] = nil }

    private func schedule() {
        eventLoop.assumeIsolated().scheduleTask(in: Self.interval) { self.tick() }
    }

    private func tick() {
        for handler in Array(handlers.values) { handler.playTick() }
        isTicking = !handlers.isEmpty
        if isTicking { schedule() }
    }
}
