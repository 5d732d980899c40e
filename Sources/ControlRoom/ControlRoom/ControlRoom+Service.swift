import ServiceLifecycle

extension ControlRoom: Service {
    /// Called once by the daemon's service group, after ``recover()``. Returns when it is cancelled or told to shut down.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.runUntilCancelled() }
    }
}
