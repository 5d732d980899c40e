import ServiceLifecycle

extension ControlRoom: CustomStringConvertible {
    /// For the service group's log.
    package nonisolated var description: String { "control room" }
}

extension ControlRoom: Service {
    /// Called once by the daemon's service group, after ``recover()``. Returns when it is cancelled or told to shut down.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.runUntilCancelled() }
    }
}
