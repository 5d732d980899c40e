import BroadcastModel
import ControlRoom
import ControlWire
import Hummingbird
import ServiceLifecycle

/// One listener's stream of boards as server-sent events (HTML standard, section 9.2).
///
///     retry: 2000
///
///     event: board
///     id: <milliseconds since 1970>
///     data: <BoardDTO on one line>
///
/// ``encode`` makes something else of a board for screens in the studio. A comment line comes each ``heartbeat``; at that pace the listener's right to listen is looked at again. The stream ends when
/// the boards end, when that right is gone, and at graceful shutdown.
struct BoardEvents: Sendable {
    static let heartbeat = Duration.seconds(10)
    /// A link that was taken back is found out sooner.
    static let stageHeartbeat = Duration.seconds(2)
    private static let retryMilliseconds = 2000

    let boards: AsyncStream<Board>
    let place: StreamCounter.Place
    let clock: any ClockPort
    var heartbeat = BoardEvents.heartbeat
    var encode: @Sendable (Board) throws -> [UInt8] = { try WireJSON.encode(BoardDTO($0)) }
    let mayListen: @Sendable () async -> Bool

    var response: Response {
        var headers = HTTPFields.of("text/event-stream")
        headers.set("cache-control", "no-store")
        headers.set("x-accel-buffering", "no")
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await write(to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        let slot = NewestBoard()
        try await writer.write(ByteBuffer(string: "retry: \(Self.retryMilliseconds)\n\n"))
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await board in boards { slot.put(board) }
                    slot.end()
                }
                group.addTask {
                    repeat {
                        try await clock.sleep(until: clock.monotonicTime() + heartbeat)
                        slot.beat()
                    } while await mayListen()
                    slot.end()
                }
                for await _ in slot.wakes {
                    let (board, wantsBeat) = slot.take()
                    if wantsBeat { try await writer.write(ByteBuffer(string: ": still here\n\n")) }
                    if let board { try await writer.write(event(board)) }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            slot.end()
        }
        withExtendedLifetime(place) {}
    }

    private func event(_ board: Board) throws -> ByteBuffer {
        var buffer = ByteBuffer(string: "event: board\nid: \(board.at.milliseconds)\ndata: ")
        buffer.writeBytes(try encode(board))
        buffer.writeString("\n\n")
        return buffer
    }
}
