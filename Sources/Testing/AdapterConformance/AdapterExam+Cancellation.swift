import AdapterKit
import BroadcastModel
import Outbound
import Synchronization

extension AdapterExam {
    /// Real time, generous for a busy machine.
    private static let patience: Duration = .seconds(5)

    /// Every call, cancelled while the platform does not answer, ends at once.
    func cancellationViolations(_ account: AdapterAccount) async -> [String] {
        var found: [String] = []
        let prepare = Call(name: "prepare") { adapter, account, _ in
            _ = try await adapter.prepare(account)
            return .done
        }
        for call in Self.calls + [prepare] {
            let sender = ScriptedSender.hanging()
            let adapter = make(sender)
            let handle = await handle(make(ScriptedSender("")), account)
            let isOver = Atomic(false)
            let task = Task {
                defer { isOver.store(true, ordering: .releasing) }
                return try await call.run(adapter, account, handle)
            }
            _ = await Self.comesTrue { isOver.load(ordering: .acquiring) || !sender.requests.isEmpty }
            task.cancel()
            if await !Self.comesTrue({ isOver.load(ordering: .acquiring) }) {
                found.append("\(call.name): it goes on after it was cancelled.")
            }
        }
        return found
    }

    private static func comesTrue(_ condition: () -> Bool) async -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while !condition() {
            guard clock.now < deadline else { return false }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return true
    }
}
