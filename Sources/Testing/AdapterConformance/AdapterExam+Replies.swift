import AdapterKit
import BroadcastModel
import Outbound

extension AdapterExam {
    /// Every call against every bad answer: a Fault with the right blame, or a word that claims nothing.
    func replyViolations(_ account: AdapterAccount) async -> [String] {
        var found: [String] = []
        for bad in BadAnswer.all {
            for call in Self.calls {
                let sender = ScriptedSender { _ in try bad.answer() }
                let adapter = make(sender)
                let handle = await handle(adapter, account)
                let place = "\(call.name) against \(bad.name)"
                do {
                    let result = try await call.run(adapter, account, handle)
                    if !sender.requests.isEmpty, let claim = Self.claim(result, mayMeanGone: bad.mayMeanGone) {
                        found.append("\(place): \(claim)")
                    }
                } catch let fault as Fault {
                    found += Self.faultViolations(fault, bad).map { "\(place): \($0)" }
                } catch {
                    found.append("\(place): an error that is no Fault.")
                }
                found += Self.requestViolations(sender.requests).map { "\(place): \($0)" }
            }
        }
        return found
    }

    /// What a result claims to know although nothing was said.
    private static func claim(_ result: CallResult, mayMeanGone: Bool) -> String? {
        switch result {
        case .done: mayMeanGone ? nil : "it claims to be done."
        case .word(.live), .word(.offline): mayMeanGone ? nil : "it claims to know whether the account is live."
        case .word(.unknown(let reason)):
            reason.isEmpty || reason.contains(canary) ? "its reason is empty or shows a secret." : nil
        case .samples(let samples):
            samples.isEmpty && mayMeanGone
                ? nil : "it returns \(samples.count) numbers and no fault; absent is not zero."
        }
    }

    private static func faultViolations(_ fault: Fault, _ bad: BadAnswer) -> [String] {
        var found: [String] = []
        if fault.message.isEmpty { found.append("the fault says nothing.") }
        if leaks(fault) { found.append("the fault shows a secret or the platform's own text.") }
        if let passed = bad.passesThrough, passed.code != fault.code {
            found.append("the sender's fault came out as “\(fault.code.rawValue)”.")
        }
        if let blames = bad.blames, !blames.contains(fault.blame) {
            found.append("it is blamed on “\(fault.blame.rawValue)”.")
        }
        return found
    }

    private static func requestViolations(_ requests: [OutboundRequest]) -> [String] {
        requests.flatMap { request -> [String] in
            var found: [String] = []
            if request.url.contains(canary) { found.append("a secret stands in a URL.") }
            if request.timeout <= .zero || request.timeout > .seconds(30) {
                found.append("a request waits \(request.timeout).")
            }
            if request.replyLimit <= 0 || request.replyLimit > 16 << 20 {
                found.append("a request takes replies of \(request.replyLimit) bytes.")
            }
            return found
        }
    }
}
