package import AdapterKit
import BroadcastModel
package import Outbound

/// The suite that every adapter's tests run: what holds for all adapters whatever they speak.
///
/// An adapter's test gives accounts that it should serve and expects ``violations()`` to be empty. The exam plants
/// canaries as secrets, answers in every bad way, and looks at what comes out. It needs no network.
package struct AdapterExam: Sendable {
    /// Stands in every secret that the exam plants, and must stand in nothing that comes out.
    static let canary = "canary-9d41c07be2"

    let accounts: [AdapterAccount]
    let make: @Sendable (any HTTPSender) -> any PlatformAdapter

    /// - Parameters:
    ///   - accounts: at least one, with settings that the adapter accepts; their secrets are replaced by canaries.
    ///   - make: a fresh adapter that asks by the given sender, with the machine's own clock.
    package init(accounts: [AdapterAccount], make: @escaping @Sendable (any HTTPSender) -> any PlatformAdapter) {
        self.accounts = accounts.map { account in
            var account = account
            account.credential = Secret(Self.canary)
            account.pastedAddress = Secret("rtmp://live.example.com/app/\(Self.canary)?sign=\(Self.canary)")
            return account
        }
        self.make = make
    }

    /// One sentence for each rule that is broken; empty for a good adapter.
    package func violations() async -> [String] {
        guard !accounts.isEmpty else { return ["The exam was given no account."] }
        var found = formViolations()
        for account in accounts {
            found += settingViolations(account)
            found += await prepareViolations(account)
            found += await replyViolations(account)
            found += await cancellationViolations(account)
        }
        return found
    }

    // MARK: Common to the parts

    /// One call of an adapter, by its name.
    struct Call: Sendable {
        var name: String
        var run: @Sendable (any PlatformAdapter, AdapterAccount, PlatformHandle) async throws -> CallResult
    }

    /// The calls that may ask the platform.
    static let calls = [
        Call(name: "start") { adapter, account, handle in
            try await adapter.start(account, handle: handle)
            return .done
        },
        Call(name: "status") { .word(try await $0.status($1, handle: $2)) },
        Call(name: "readNumbers") {
            .samples(try await $0.readNumbers($1, handle: $2, now: WallTime(milliseconds: 1)))
        },
        Call(name: "stop") { adapter, account, handle in
            try await adapter.stop(account, handle: handle)
            return .done
        },
    ]

    enum CallResult: Sendable {
        case done
        case word(PlatformWord)
        case samples([Sample])
    }

    /// The handle that prepare gives, or none.
    func handle(_ adapter: any PlatformAdapter, _ account: AdapterAccount) async -> PlatformHandle {
        guard case .ready(_, let handle, _)? = try? await adapter.prepare(account) else { return .none }
        return handle
    }

    static func leaks(_ value: Any) -> Bool {
        "\(value) \(String(reflecting: value))".contains(canary)
    }

    static func leaks(_ fault: Fault) -> Bool {
        [fault.message, fault.place ?? "", fault.cause ?? "", "\(fault)"].contains { $0.contains(canary) }
    }
}
