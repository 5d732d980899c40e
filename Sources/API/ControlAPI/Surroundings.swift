import BroadcastModel
import ControlRoom
import Logging

/// What every request may need, made once by ``ControlAPIService``.
struct Surroundings: Sendable {
    let desk: any ControlDesk
    let daemon: DaemonFacts
    let logLevel: LogLevelSwitch
    let clock: any ClockPort
    let configuration: ControlAPIConfiguration
    let sessions: SessionBook
    let attempts: AttemptLimiter
    let streams = StreamCounter()
    let logger: Logger
}
