import AdapterKit
import BroadcastModel
import Outbound

extension AdapterExam {
    /// Answers of prepare, with a good platform, a failing one, without secrets, and with bad settings.
    func prepareViolations(_ account: AdapterAccount) async -> [String] {
        var bare = account
        bare.credential = nil
        bare.pastedAddress = nil
        var spoilt = account
        spoilt.pastedAddress = Secret("\(Self.canary) is no address")
        spoilt.credential = Secret("\(Self.canary)\r\nX-Canary: \(Self.canary)")
        var found: [String] = []
        for (name, candidate) in [
            ("the account", account), ("an account without secrets", bare), ("an account with spoilt secrets", spoilt),
        ] {
            for sender in [
                ScriptedSender(""), ScriptedSender(status: 500, Self.canary),
                ScriptedSender { _ in throw Unexpected() },
            ] {
                found += await preparing(candidate, make(sender)).map { "prepare of \(name): \($0)" }
            }
        }
        for setting in make(ScriptedSender("")).settings {
            var changed = account
            changed.settings[setting.key] = Self.canary
            found += await preparing(changed, make(ScriptedSender(""))).map {
                "prepare with a bad “\(setting.key)”: \($0)"
            }
        }
        return found
    }

    private func preparing(_ account: AdapterAccount, _ adapter: any PlatformAdapter) async -> [String] {
        do {
            let answer = try await adapter.prepare(account)
            var found: [String] = []
            switch answer {
            case .ready(let address, let handle, let validUntil):
                if address.host.isEmpty || address.streamName.isEmpty { found.append("the address is empty.") }
                if Self.leaks(address) || Self.leaks(handle) {
                    found.append("a description of the answer shows a secret.")
                }
                if let validUntil, validUntil.milliseconds <= 0 { found.append("the end of validity is no moment.") }
            case .needsPerson(let request):
                if request.what.isEmpty || request.location.isEmpty {
                    found.append("the person is not told what to do, or where.")
                }
                if Self.leaks(request) { found.append("the request to the person shows a secret.") }
            case .waitUntil(_, let reason):
                if reason.isEmpty { found.append("the reason for waiting is empty.") }
                if reason.contains(Self.canary) { found.append("the reason for waiting shows a secret.") }
            case .failed(let fault):
                if fault.message.isEmpty { found.append("the fault says nothing.") }
                if Self.leaks(fault) { found.append("the fault shows a secret.") }
            }
            return found
        } catch let fault as Fault {
            return Self.leaks(fault) ? ["the fault that it throws shows a secret."] : []
        } catch {
            return ["it throws an error that is no Fault."]
        }
    }
}

/// An error that no sender should throw; an adapter must make a Fault of it all the same.
struct Unexpected: Error {}
