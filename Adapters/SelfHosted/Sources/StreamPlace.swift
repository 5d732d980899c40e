import AdapterKit
import BroadcastModel

/// Where a stream stands on a server: application and name, as the server itself counts them.
struct StreamPlace: Hashable, Sendable {
    let application: String
    let name: String

    /// Servers take the query off both before they compare.
    init(_ address: PushAddress) {
        application = Self.withoutQuery(address.application.reveal())
        name = Self.withoutQuery(address.streamName.reveal())
    }

    init(application: String, name: String) {
        self.application = application
        self.name = name
    }

    /// Nil for a handle that is not of our making.
    init?(_ handle: PlatformHandle) {
        let lines = handle.text.reveal().split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0] == "stream", !lines[1].isEmpty, !lines[2].isEmpty else { return nil }
        application = String(lines[1])
        name = String(lines[2])
    }

    var handle: PlatformHandle { PlatformHandle(text: Secret("stream\n\(application)\n\(name)")) }

    private static func withoutQuery(_ text: String) -> String { String(text.prefix { $0 != "?" }) }
}
