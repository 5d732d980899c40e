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
    /// Of stage links, apart: wrong links keep nobody from signing in.
    let stageAttempts: AttemptLimiter
    let streams = StreamCounter()
    /// Apart, so that a link that has got about keeps nobody of the control room out.
    let stageStreams = StreamCounter(limit: StreamCounter.stageLimit)
    let logger: Logger
}
