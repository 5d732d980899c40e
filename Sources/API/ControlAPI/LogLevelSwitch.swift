package import Logging

/// The daemon's log level, read and set while it runs. Both closures may be called from any thread.
package struct LogLevelSwitch: Sendable {
    package var get: @Sendable () -> Logger.Level
    package var set: @Sendable (Logger.Level) -> Void

    package init(get: @escaping @Sendable () -> Logger.Level, set: @escaping @Sendable (Logger.Level) -> Void) {
        self.get = get
        self.set = set
    }
}
