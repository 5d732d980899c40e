package import BroadcastModel

/// What a ``StudioChild`` supervises: how to launch it, and what its output means.
package protocol ChildJob: Sendable {
    var policy: StudioChildLifecycle.Policy { get }
    /// Called before each launch. Throws what stands in its way; faults that ask for a person are tried seldom.
    func command() throws(Fault) -> StudioCommand
    /// Called once a launch.
    func makeSink() -> any ChildSink
    /// What the end of a launch means; `lines` are its last words, redacted. `relaunch`: other arguments are ready.
    func verdict(on exit: ChildExit, lines: [String]) -> (fault: Fault, relaunch: Bool)
}
