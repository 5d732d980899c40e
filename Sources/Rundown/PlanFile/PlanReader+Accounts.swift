import BroadcastModel
import CheckedYAML

extension PlanReader {
    /// Reads `accounts`, with compact entries written out:
    ///
    ///     - { id: "relay-%03d", name: "媒体 %03d", count: 107, platform: selfhosted, settings: { … } }
    func readAccounts() -> [PlannedAccount] {
        var accounts: [PlannedAccount] = []
        var seen = Unique<AccountID>()
        for entry in fields.list("accounts", limit: PlanLimits.accounts) {
            guard let fields = YAMLFields(entry, faults: faults) else { continue }
            for account in readAccount(fields) {
                guard accounts.count < PlanLimits.accounts else {
                    faults.add(fields.place, "goes beyond \(PlanLimits.accounts) accounts in one plan")
                    return accounts
                }
                // One repetition says enough about a compact entry.
                guard seen.admit(account.id, at: fields.place(of: "id"), faults) else { break }
                accounts.append(account)
            }
        }
        return accounts
    }

    private func readAccount(_ fields: YAMLFields) -> [PlannedAccount] {
        let isCompact = fields.has("count")
        let count = fields.optional("count", .wholeNumber(1...PlanLimits.accounts))
        let from = fields.optional("from", .wholeNumber(0...999_999))
        if !isCompact, from != nil { faults.add(fields.place(of: "from"), "means nothing without `count`") }

        let id: AccountPattern?
        let name: AccountPattern?
        if isCompact {
            id = readPattern(fields, "id", .identifier(AccountID.self))
            name = readPattern(fields, "name", .plainLine)
        } else {
            id = fields.required("id", .identifier(AccountID.self)).map { AccountPattern(literal: $0.rawValue) }
            name = fields.required("name", .plainLine).map(AccountPattern.init(literal:))
        }
        let platform = readPlatform(fields)
        let tier = fields.optional("tier", .choice(AccountTier.self)) ?? .longTail
        let settings = readSettings(fields, platform: platform)
        let delay = fields.optional("delay", .duration(.zero...PlanLimits.delay))
        let group = fields.optional("group", .plainLine)
        fields.refuseUnknown(synonyms: ["title": "name", "number": "count", "start": "from"])

        guard let id, let name, let platform, !isCompact || count != nil else { return [] }
        let values = settings.mapValues { isCompact ? AccountPattern($0) : AccountPattern(literal: $0) }
        let first = from ?? 1
        return (first..<first + (count ?? 1)).map { number in
            PlannedAccount(
                id: AccountID(id.text(number)), name: name.text(number), platform: platform, tier: tier,
                settings: values.mapValues { $0.text(number) }, delayMilliseconds: delay?.milliseconds,
                group: group
            )
        }
    }

    /// Reads a text with a number in it, and checks what it becomes.
    private func readPattern<Value>(_ fields: YAMLFields, _ key: String, _ form: ScalarForm<Value>) -> AccountPattern? {
        guard let text = fields.required(key, .line()) else { return nil }
        let pattern = AccountPattern(text)
        guard pattern.varies else {
            faults.add(
                fields.place(of: key), "needs a place for the number, like `%03d`, because the entry has a `count`")
            return nil
        }
        do throws(ScalarRefusal) {
            _ = try form.read(pattern.text(999_999 + PlanLimits.accounts))
        } catch {
            faults.add(fields.place(of: key), error.message)
            return nil
        }
        return pattern
    }

    private func readPlatform(_ fields: YAMLFields) -> PlatformID? {
        guard let platform = fields.required("platform", .identifier(PlatformID.self)) else { return nil }
        guard let knownPlatforms else { return platform }
        guard knownPlatforms[platform] != nil else {
            let names = knownPlatforms.keys.map(\.rawValue).sorted()
            let hint = Spelling.hint(for: platform.rawValue, among: names)
            let help = hint.isEmpty ? "; known: \(names.joined(separator: ", "))" : hint
            faults.add(fields.place(of: "platform"), "is `\(platform)`, a platform without an adapter\(help)")
            return nil
        }
        return platform
    }

    private func readSettings(_ fields: YAMLFields, platform: PlatformID?) -> [String: String] {
        let given = fields.mapping("settings")
        let known = platform.flatMap { knownPlatforms?[$0] }
        var settings: [String: String] = [:]
        for entry in given?.entries ?? [] {
            guard let value = readSetting(entry, known: known, platform: platform, account: fields) else { continue }
            settings[entry.key] = value
        }
        for missing in (known?.required ?? []).subtracting((given?.entries ?? []).map(\.key)).sorted() {
            let place = given?.place ?? fields.place(of: "settings")
            faults.add(place.key(missing), "is missing; the platform `\(platform?.rawValue ?? "")` requires it")
        }
        return settings
    }

    private func readSetting(
        _ entry: YAMLValue.Entry, known: PlatformSettings?, platform: PlatformID?, account: YAMLFields
    ) -> String? {
        let place = entry.value.place
        let isKnown = known?.all.contains(entry.key) ?? (knownPlatforms == nil && !SecretShape.isSecretName(entry.key))
        if !isKnown, SecretShape.isSecretName(entry.key) {
            faults.add(place, SecretShape.advice)
            return nil
        }
        guard case .scalar(let text, _) = entry.value.content else {
            faults.add(place, "must be one value, found \(entry.value.kind)")
            return nil
        }
        if SecretShape.isSecretValue(text) {
            faults.add(place, "looks like an address with a key or password in it: \(SecretShape.advice)")
            return nil
        }
        if !isKnown, SecretShape.isPushAddress(text) {
            faults.add(place, SecretShape.advice)
            return nil
        }
        if let known, !isKnown {
            let hint = Spelling.hint(for: entry.key, among: known.all)
            let help =
                hint.isEmpty
                ? (known.all.isEmpty ? "; it takes none" : "; it takes \(known.all.sorted().joined(separator: ", "))")
                : hint
            faults.add(place, "is not a setting of the platform `\(platform?.rawValue ?? "")`\(help)")
            return nil
        }
        if entry.value.isNothing {
            if known?.required.contains(entry.key) == true {
                faults.add(place, "has no value; the platform `\(platform?.rawValue ?? "")` requires it")
            }
            return nil
        }
        return ScalarForm.line(limit: PlanLimits.settingLength).read(entry.value, faults: faults)
    }
}
