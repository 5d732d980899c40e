package import AdapterKit
package import BroadcastModel

/// Any platform, by hand: a person pastes the push address, starts and ends the room, and types the numbers.
package struct ManualAdapter: PlatformAdapter {
    package let platform = PlatformID("manual")
    package let displayName = "Any platform, by hand"
    package let settings =
        [
            SettingDescription(
                key: "page", explanation: "Where a person finds the push address of this account.", isRequired: false,
                example: "https://live.example.com/rooms"
            )
        ] + MediaSettings.descriptions

    /// What every known platform takes: keyframes 4 s apart at most, AAC of 44.1 or 48 kHz.
    private static let usual = MediaNeeds(
        limits: StreamLimits(
            longestGOP: .seconds(4), sampleRates: [44_100, 48_000],
            videoCodecs: ["H.264", "avc1", "HEVC", "hvc1"], audioCodecs: ["AAC", "mp4a"]))

    package init() {}

    package func capabilities(of account: AdapterAccount) throws -> AccountCapabilities {
        try settings.check(account.settings)
        _ = try page(of: account)
        return AccountCapabilities(
            start: .external, stop: .external, hasStatus: false, numbers: [], pace: .seconds(60),
            media: try MediaSettings.needs(account.settings, known: Self.usual))
    }

    package func prepare(_ account: AdapterAccount) async throws -> PrepareAnswer {
        let page = try page(of: account)
        guard let pasted = account.pastedAddress, !pasted.isEmpty else {
            return ask(
                account, page,
                "Open the room on the platform, copy its push address with the stream key, and paste it as one address."
            )
        }
        do {
            return .ready(address: try PushAddress(pasted), handle: .none, validUntil: nil)
        } catch let fault as Fault {
            return ask(account, page, "The pasted address cannot be used. \(fault.message)")
        }
    }

    private func ask(_ account: AdapterAccount, _ page: String?, _ what: String) -> PrepareAnswer {
        let command = "lianbo account set-address \(account.id)"
        return .needsPerson(
            PersonRequest(
                kind: .pasteAddress, what: what, location: page.map { "\(command) (the address: \($0))" } ?? command
            ))
    }

    /// A person reads it, so only its form is checked.
    private func page(of account: AdapterAccount) throws -> String? {
        guard let page = account.settings["page"] else { return nil }
        let lowered = page.lowercased()
        guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://"), page.utf8.count <= 500,
            !page.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F })
        else {
            throw Fault.setting("page", "must be a web address, https://…, without spaces.")
        }
        return page
    }

    /// A person starts the room; nothing to do.
    package func start(_ account: AdapterAccount, handle: PlatformHandle) async throws {}
    /// A person ends the room; nothing to do.
    package func stop(_ account: AdapterAccount, handle: PlatformHandle) async throws {}

    package func status(_ account: AdapterAccount, handle: PlatformHandle) async throws -> PlatformWord {
        .unknown(reason: "A room kept by hand has no status to read.")
    }

    package func readNumbers(_ account: AdapterAccount, handle: PlatformHandle, now: WallTime) async throws -> [Sample]
    { [] }
}
