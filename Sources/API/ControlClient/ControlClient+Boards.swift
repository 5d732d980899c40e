package import ControlWire
import FoundationEssentials
import Outbound

extension ControlClient {
    /// No event and no heartbeat for this long: the link is dead.
    private static let silence = Duration.seconds(35)
    /// Pauses between attempts lie between half and the whole of 0.5, 1, 2, 4, … up to this many seconds.
    private static let longestPause = 10.0

    /// Boards as they come, for as long as they are asked for. A broken link is dialled again with growing, jittered pauses; a
    /// problem that the daemon tells (unknown broadcast, bad token) ends the stream with a ``ClientFault``, and so does a daemon that
    /// was never there. Of boards that are not taken in time only the newest is kept.
    ///
    /// `onBreak` is told each time the link broke, with the pause before the next attempt.
    package func boards(
        of broadcast: String, onBreak: @escaping @Sendable (ClientFault, Duration) -> Void = { _, _ in }
    ) -> AsyncThrowingStream<BoardDTO, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                do {
                    try await follow(broadcast, continuation, onBreak)
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func follow(
        _ broadcast: String, _ continuation: AsyncThrowingStream<BoardDTO, any Error>.Continuation,
        _ onBreak: @Sendable (ClientFault, Duration) -> Void
    ) async throws {
        var failures = 0
        var wasThere = false
        while !Task.isCancelled {
            let fault: ClientFault
            do {
                // A plain request first: a stream does not tell its status.
                continuation.yield(try await board(of: broadcast))
                wasThere = true
                failures = 0
                try await listen(broadcast, continuation)
                fault = ClientFault(kind: .unreachable, message: "The daemon ended the stream.")
            } catch let error as ClientFault {
                guard error.isWorthRetrying, wasThere else { throw error }
                fault = error
            } catch is CancellationError {
                return
            } catch {
                fault = unreachable(error)
            }
            failures += 1
            let most = min(Self.longestPause, 0.5 * Double(1 << min(failures - 1, 6)))
            let pause = Duration.milliseconds(Int64(Double.random(in: most / 2...most) * 1000))
            onBreak(fault, pause)
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    private func listen(
        _ broadcast: String, _ continuation: AsyncThrowingStream<BoardDTO, any Error>.Continuation
    ) async throws {
        var asked = request(.get, "/v1/broadcasts/\(segment(broadcast))/events")
        asked.headers = asked.headers.map { $0.name == "accept" ? (name: "accept", value: "text/event-stream") : $0 }
        let stream = sender.stream(asked)
        let heard = LastHeard()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var parser = EventParser()
                for try await piece in stream {
                    heard.touch()
                    for event in try parser.feed(piece) where event.name == "board" {
                        let board: BoardDTO = try decode(event.data)
                        continuation.yield(board)
                    }
                }
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(5))
                    guard heard.age < Self.silence else { return }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

extension ClientFault {
    /// Waiting can help: nobody answered, or the daemon itself was in trouble.
    fileprivate var isWorthRetrying: Bool {
        switch kind {
        case .refused(let problem): problem.status >= 500 || problem.status == 429
        case .unreachable: true
        case .garbled: false
        }
    }
}
