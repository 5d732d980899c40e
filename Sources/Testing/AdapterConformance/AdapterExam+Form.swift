import AdapterKit
import BroadcastModel
import Outbound

extension AdapterExam {
    /// What can be seen without asking anyone: names, descriptions of settings.
    func formViolations() -> [String] {
        let adapter = make(ScriptedSender(""))
        var found: [String] = []
        if !adapter.platform.isWellFormed {
            found.append("The platform's name “\(adapter.platform)” is not well formed.")
        }
        if adapter.displayName.isEmpty { found.append("The display name is empty.") }
        let keys = adapter.settings.map(\.key)
        if Set(keys).count != keys.count { found.append("A setting is described twice.") }
        for setting in adapter.settings
        where setting.key.isEmpty || setting.explanation.isEmpty || setting.example.isEmpty {
            found.append("The description of the setting “\(setting.key)” is incomplete.")
        }
        return found
    }

    /// Capabilities are the same each time; settings that cannot be used are named and never repeated.
    func settingViolations(_ account: AdapterAccount) -> [String] {
        let sender = ScriptedSender("")
        let adapter = make(sender)
        var found: [String] = []
        do {
            let first = try adapter.capabilities(of: account)
            if try adapter.capabilities(of: account) != first { found.append("Capabilities change from call to call.") }
            if try make(sender).capabilities(of: account) != first {
                found.append("Capabilities differ between two adapters.")
            }
            if first.pace <= .zero { found.append("The pace is not positive.") }
        } catch {
            found.append("An account that should do is refused: \(error)")
        }
        for setting in adapter.settings {
            for value in [
                nil, "", Self.canary, "https://user:\(Self.canary)@host/", "\(Self.canary)\u{0}\r\n{\(Self.canary)}%zz",
                String(repeating: Self.canary, count: 50_000),
            ] {
                var changed = account
                changed.settings[setting.key] = value
                found += refusal(
                    of: changed, by: adapter, naming: setting.key, isDue: value == nil && setting.isRequired)
            }
        }
        if !sender.requests.isEmpty {
            found.append("Capabilities ask the platform; they must come from the settings alone.")
        }
        return found
    }

    private func refusal(
        of account: AdapterAccount, by adapter: any PlatformAdapter, naming key: String, isDue: Bool
    ) -> [String] {
        do {
            _ = try adapter.capabilities(of: account)
            return isDue ? ["The setting “\(key)” is required, yet an account without it is accepted."] : []
        } catch let fault as Fault {
            var found: [String] = []
            if fault.code != .malformed {
                found.append("A bad setting “\(key)” is a fault “\(fault.code.rawValue)”, not “malformed”.")
            }
            if fault.blame != .operatorSide {
                found.append("A bad setting “\(key)” is blamed on “\(fault.blame.rawValue)”, not on the operator.")
            }
            if fault.place != key, !fault.message.contains(key) {
                found.append("The fault of a bad setting does not name “\(key)”.")
            }
            if Self.leaks(fault) { found.append("The fault of a bad setting “\(key)” repeats its value.") }
            return found
        } catch {
            return ["A bad setting “\(key)” is an error that is no Fault."]
        }
    }
}
