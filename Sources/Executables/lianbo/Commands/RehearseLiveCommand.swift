import ArgumentParser
import ControlWire

/// Makes a rehearsal with real pictures and puts it on.
struct RehearseLiveCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse", abstract: "Rehearse it with real pictures, reaching no account.",
        discussion: """
            Makes a broadcast beside it, ID-rehearsal-1 and so on, with the same feeds, composites, slates and rundown, and
            puts it on now. Everything works as on the night, but no account is asked, prepared or connected. The
            broadcast itself stays as it is. End the rehearsal as any other: lianbo broadcast end ID-rehearsal-1

            To go through the evening in seconds, without pictures: lianbo rehearse FILE
            """)
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Flag(name: .customLong("anyway"), help: "Begin although the input is not stable.") var isAnyway = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let rehearsal = try await client.rehearse(board.broadcast.id)
        let after: BroadcastDTO
        do {
            after = try await client.command(
                "start", broadcast: rehearsal.id, revision: rehearsal.revision, anyway: isAnyway ? true : nil)
        } catch {
            // Made all the same: it is begun as any other once the input stands, or given up.
            console.complain(
                "The rehearsal \(rehearsal.id) is made and waits: lianbo broadcast start \(rehearsal.id) · or: lianbo broadcast abort \(rehearsal.id)"
            )
            throw error
        }
        try show(
            after,
            "\(after.id) is \(after.phase): a rehearsal, no account is reached. End it: lianbo broadcast end \(after.id)"
        )
    }
}
