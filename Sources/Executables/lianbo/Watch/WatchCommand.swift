import ArgumentParser
import BroadcastModel
import ControlClient
import ControlWire
import FoundationEssentials

struct WatchCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Watch a broadcast live on a full screen; q quits.",
        discussion: "Into a pipe it writes one line a second, with --json one board a line."
    )

    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Flag(name: .long, help: "Stop when the broadcast is over.") var untilOver = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        if console.outIsTerminal, console.inIsTerminal, !options.json {
            try await screen(client, id)
        } else {
            try await lines(client, id)
        }
    }

    private func lines(_ client: ControlClient, _ id: String) async throws {
        let console = console
        var lastSecond: Int64?
        for try await board in client.boards(
            of: id, onBreak: { fault, _ in console.complain("lianbo: \(fault.message)") })
        {
            let isOver = board.broadcast.phase == "ended" || board.broadcast.phase == "aborted"
            if board.at / 1000 != lastSecond || isOver {
                lastSecond = board.at / 1000
                if options.json {
                    let encoder = JSONEncoder()
                    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                    console.print(String(decoding: try encoder.encode(board), as: UTF8.self))
                } else {
                    console.print("\(console.clockText(board.at))  \(WatchFrame.summary(board))")
                }
            }
            if untilOver, isOver { return }
        }
    }

    private func screen(_ client: ControlClient, _ id: String) async throws {
        let (events, wake) = AsyncStream.makeStream(of: WatchEvent.self, bufferingPolicy: .bufferingNewest(64))
        let screen = FullScreen(console: console, events: wake)
        defer { screen.leave() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    for try await board in client.boards(
                        of: id, onBreak: { fault, _ in wake.yield(.broke(fault.message)) })
                    { wake.yield(.board(board)) }
                    wake.yield(.ended(nil))
                } catch {
                    wake.yield(.ended(error))
                }
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: .milliseconds(500))
                    wake.yield(.tick)
                }
            }
            defer { group.cancelAll() }
            try await show(events, on: screen)
        }
    }

    private func show(_ events: AsyncStream<WatchEvent>, on screen: FullScreen) async throws {
        let clock = SystemClock()
        let paint = Paint(isOn: console.wantsColour)
        var board: BoardDTO?
        var notice: String?
        for await event in events {
            switch event {
            case .board(let newest):
                board = newest
                notice = nil
            case .broke(let why): notice = why
            case .ended(let error):
                if let error { throw error }
                return
            case .key(let byte) where byte == UInt8(ascii: "q") || byte == UInt8(ascii: "Q") || byte == 3 || byte == 4:
                return
            case .key, .tick: break
            case .resized: screen.forget()
            case .quit: return
            }
            guard let board else { continue }
            let size = console.terminalSize()
            let frame = WatchFrame(
                board: board, columns: size.columns, rows: size.rows, now: clock.wallTime().milliseconds,
                notice: notice, paint: paint)
            screen.paint(frame.lines())
            if untilOver, board.broadcast.phase == "ended" || board.broadcast.phase == "aborted" { return }
        }
    }
}
