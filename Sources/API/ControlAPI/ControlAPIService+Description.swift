extension ControlAPIService: CustomStringConvertible {
    /// For the service group's log, which would print every field otherwise.
    package var description: String { "API" }
}
