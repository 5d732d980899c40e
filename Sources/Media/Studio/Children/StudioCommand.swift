package import BroadcastModel

/// A program to run, with everything it is given. No secret may stand in ``arguments``: other processes read them.
package struct StudioCommand: Sendable {
    /// Shown in faults: `ffmpeg`.
    package var label: String
    /// Absolute path.
    package var executable: String
    package var arguments: [String]
    /// What stands in its standard input, which then ends; the way for secrets. At most 16 KiB.
    package var input: Secret
    /// What comes on its standard input while it runs, in place of ``input``.
    package var supply: (any ChildSupply)?
    package var workingDirectory: String?
    /// Below everything that is on air, for work that can take its time.
    package var isUnhurried = false
    /// What must not be seen in its output, besides addresses.
    package var secrets: [Secret] = []

    package init(
        _ label: String, executable: String, arguments: [String], input: Secret = Secret(""),
        workingDirectory: String? = nil
    ) {
        self.label = label
        self.executable = executable
        self.arguments = arguments
        self.input = input
        self.workingDirectory = workingDirectory
    }
}
