import ArgumentParser
import ControlWire

struct BroadcastPlanCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Plan a broadcast from one YAML file.",
        discussion:
            "The file is checked whole; all faults are listed with their lines. Nothing is kept when there is one."
    )

    @Argument(help: "The plan, a YAML file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
    @Flag(name: .long, help: "Check only, keep nothing.") var dryRun = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let yaml = try TextFile.read(file)
        let broadcast = try await options.client().plan(fileName: file, yaml: yaml, dryRun: dryRun)
        let size =
            "\(broadcast.accountCount) accounts, \(broadcast.cueCount) cues, \(Readable.clock(broadcast.lengthMilliseconds)) long"
        let warnings = Self.warnings(broadcast.doubleBookings ?? [], console)
        try show(
            broadcast,
            (dryRun
                ? "\(file) is in order: \(broadcast.id), \(size)."
                : "Planned \(broadcast.id), \(size), due \(console.clockText(broadcast.startsAt)).\nNext: lianbo broadcast arm \(broadcast.id)")
                + warnings.map { "\n\($0)" }.joined()
        )
    }

    /// A line for each of the first few, and how many there are beyond.
    static func warnings(_ bookings: [DoubleBookingDTO], _ console: Console, upTo most: Int = 10) -> [String] {
        let lines = bookings.prefix(most).map { booking in
            "! the \(booking.kind) \(booking.name) (\(booking.id)) is booked by \(booking.with) too, \(console.clockText(booking.from)) to \(console.clockText(booking.until))"
        }
        let rest = bookings.count - lines.count
        return lines + (rest > 0 ? ["! and \(rest) more are booked twice"] : [])
    }
}
