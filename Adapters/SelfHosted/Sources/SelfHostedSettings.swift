import AdapterKit
import BroadcastModel

/// An account's settings, checked as one.
struct SelfHostedSettings {
    enum Server: String, Sendable, CaseIterable {
        case nginxRTMP = "nginx-rtmp"
        case srs
    }

    static let descriptions = own + MediaSettings.descriptions

    private static let own = [
        SettingDescription(
            key: "server", explanation: "Which server it is: nginx-rtmp or srs.", isRequired: true,
            example: "nginx-rtmp"),
        SettingDescription(
            key: "push", explanation: "Where media goes; {account}, {broadcast} and {stream} are filled in.",
            isRequired: true,
            example: "rtmp://127.0.0.1:1935/live/{account}"
        ),
        SettingDescription(
            key: "stream", explanation: "What {stream} stands for; the account's id when absent.", isRequired: false,
            example: "sale-1"
        ),
        SettingDescription(
            key: "status", explanation: "The page of rtmp_stat, or the root of SRS's HTTP API.", isRequired: false,
            example: "http://127.0.0.1:8080/stat"
        ),
        SettingDescription(
            key: "control",
            explanation: "The location of rtmp_control, or the root of SRS's HTTP API; lets us end the session.",
            isRequired: false, example: "http://127.0.0.1:8080/control"
        ),
    ]

    let server: Server
    let address: PushAddress
    let status: InterfaceAddress?
    let control: InterfaceAddress?
    /// A server of one's own takes what comes, unless the plan says otherwise.
    let media: MediaNeeds

    /// Throws `malformed`, naming the setting and repeating no value.
    init(_ account: AdapterAccount) throws {
        let settings = account.settings
        try Self.descriptions.check(settings)
        guard let server = Server(rawValue: settings["server"] ?? "") else {
            throw Fault.setting("server", "must be nginx-rtmp or srs.")
        }
        self.server = server
        let template = try PushTemplate(settings["push"] ?? "", setting: "push")
        do {
            address = try template.filled(
                account: account.id, broadcast: account.broadcast, stream: settings["stream"] ?? account.id.rawValue
            )
        } catch let fault as Fault {
            throw Fault.setting("push", "gives no usable address. \(fault.message)")
        }
        status = try settings["status"].map { try InterfaceAddress($0, setting: "status") }
        control = try settings["control"].map { try InterfaceAddress($0, setting: "control") }
        media = try MediaSettings.needs(settings)
    }
}
