import BroadcastModel

/// The base of a platform's HTTP interface, as a setting gives it: `http://127.0.0.1:8080/control`.
package struct InterfaceAddress: Sendable, Hashable {
    private let text: String

    /// Throws `malformed` with `setting` as its place, never repeating the text. Credentials have their own place, so a
    /// user part is refused, and so are query and fragment, because paths are appended.
    package init(_ text: String, setting: String) throws {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"") })
        else {
            throw Fault.setting(setting, "contains a space or another character that no address has.")
        }
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else {
            throw Fault.setting(setting, "must begin with https:// (or http:// on this machine and in lab networks).")
        }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.hasPrefix(":") else { throw Fault.setting(setting, "has no host.") }
        guard !authority.contains("@") else {
            throw Fault.setting(setting, "carries a user name or password; store those as the account's credential.")
        }
        guard !text.contains("?"), !text.contains("#") else {
            throw Fault.setting(setting, "must end with its path, without “?” or “#”.")
        }
        self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// The whole URL of `path` (`/stat`, or empty) below the base, with its query.
    package func url(_ path: String = "", query: [(name: String, value: String)] = []) -> String {
        guard !query.isEmpty else { return text + path }
        return text + path + "?"
            + query.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
    }
}
