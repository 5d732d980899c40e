/// A program to run, with everything it is given. No secret may stand in `arguments` or `environment`: both can be
/// read by other processes.
package struct ChildCommand: Sendable {
    /// Shown in errors: `nginx`, `encoder`.
    package var label: String
    /// Absolute path of the program.
    package var executable: String
    package var arguments: [String]
    /// Added to what this process has; nil removes a variable.
    package var environment: [String: String?]
    package var workingDirectory: String?

    package init(
        _ label: String, executable: String, arguments: [String] = [], environment: [String: String?] = [:],
        workingDirectory: String? = nil
    ) {
        self.label = label
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    /// A program that a package of the system brings. Throws ``MissingProgram``.
    package init(
        _ program: InstalledProgram, _ arguments: [String], label: String? = nil, workingDirectory: String? = nil
    ) throws {
        try self.init(
            label ?? program.rawValue, executable: program.path(), arguments: arguments,
            workingDirectory: workingDirectory)
    }
}
