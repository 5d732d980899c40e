import AdapterConformance
import AdapterKit
import BroadcastModel
import Outbound
import Testing

/// The exam itself must find what is wrong, or passing it means nothing.
@Suite(.timeLimit(.minutes(3))) struct `Adapter exam` {
    let account = AdapterAccount(id: AccountID("acc"), broadcast: BroadcastID("gala"), settings: [:])

    func violations(_ change: @escaping @Sendable (inout QuietAdapter, any HTTPSender) -> Void) async -> String {
        await AdapterExam(accounts: [account]) { sender in
            var adapter = QuietAdapter()
            change(&adapter, sender)
            return adapter
        }.violations().joined(separator: "\n")
    }

    @Test func `a quiet adapter passes`() async {
        #expect(await violations { _, _ in } == "")
    }

    @Test func `no account is no exam`() async {
        #expect(await AdapterExam(accounts: []) { _ in QuietAdapter() }.violations() != [])
    }

    @Test func `an unknown outcome taken for zero is found`() async {
        let found = await violations { adapter, sender in
            adapter.onNumbers = {
                _ = try? await sender.send(OutboundRequest(.get, "http://h/"))
                return [
                    Sample(
                        account: AccountID("acc"), kind: .concurrent, value: 0, at: WallTime(milliseconds: 1),
                        source: "x")
                ]
            }
        }
        #expect(found.contains("readNumbers against nothing: it returns 1 numbers and no fault; absent is not zero."))
    }

    @Test func `a failure taken for offline is found`() async {
        let found = await violations { adapter, sender in
            adapter.onStatus = {
                let reply = try? await sender.send(OutboundRequest(.get, "http://h/"))
                return reply?.status == 999 ? .live(bitsPerSecond: nil) : .offline
            }
        }
        #expect(found.contains("status against HTTP status 500: it claims to know"))
    }

    @Test func `errors that are no faults, wrong blame and leaks are found`() async {
        let found = await violations { adapter, sender in
            adapter.onStop = {
                let reply = try await sender.send(OutboundRequest(.delete, "http://h/"))
                throw Fault(.platformError, "It said \(reply.text)", blame: .ours)
            }
        }
        #expect(found.contains("stop against an unexpected error: an error that is no Fault."))
        #expect(found.contains("stop against HTTP status 503: it is blamed on “ours”."))
        #expect(found.contains("stop against garbage: the fault shows a secret or the platform's own text."))
    }

    @Test func `a secret in a URL or in an answer is found`() async {
        let found = await violations { adapter, sender in
            adapter.onPrepare = { account in
                .needsPerson(
                    PersonRequest(
                        kind: .scan, what: "Use \(account.credential?.reveal() ?? "nothing").", location: "There."))
            }
            adapter.onCapabilities = { account in
                if let reason = account.settings["key"] {
                    throw Fault(.malformed, "key: \(reason)", blame: .operatorSide)
                }
                return AccountCapabilities(
                    start: .external, stop: .external, hasStatus: false, numbers: [], pace: .seconds(1))
            }
            adapter.settings = [SettingDescription(key: "key", explanation: "A key.", isRequired: true, example: "x")]
        }
        #expect(found.contains("the request to the person shows a secret."))
        #expect(
            found.contains("repeats its value") && found.contains("is required, yet an account without it is accepted.")
        )
    }

    @Test func `a call that outlives its cancellation is found`() async {
        let found = await violations { adapter, sender in
            adapter.onStatus = {
                // A task of its own does not hear of the cancellation.
                _ = try? await Task { try await sender.send(OutboundRequest(.get, "http://h/")) }.value
                throw Fault(.platformError, "It did not work.", blame: .platform)
            }
        }
        #expect(found.contains("status: it goes on after it was cancelled."))
    }
}
