package import AdapterKit
package import BroadcastModel
package import Outbound

/// A server of one's own as a platform: nginx with its RTMP module, or SRS, told apart by the setting `server`.
///
/// An account is a stream name on that server. The server's status is read once for all accounts on it that ask within
/// a second. Sources: the projects' documentation and a running nginx-rtmp 1.1.4, see the folder's README.
package struct SelfHostedAdapter: PlatformAdapter {
    package let platform = PlatformID("selfhosted")
    package let displayName = "nginx-rtmp or SRS of your own"
    package let settings = SelfHostedSettings.descriptions

    private let dialects: [SelfHostedSettings.Server: any ServerDialect]

    /// `clock` decides how long a reading is fresh.
    package init(sender: any HTTPSender, clock: any ClockPort = SystemClock()) {
        dialects = [
            .nginxRTMP: NginxDialect(sender: sender, clock: clock), .srs: SRSDialect(sender: sender, clock: clock),
        ]
    }

    package func capabilities(of account: AdapterAccount) throws -> AccountCapabilities {
        let settings = try SelfHostedSettings(account)
        return AccountCapabilities(
            start: .onMedia, stop: settings.control == nil ? .onMediaLoss : .explicit,
            hasStatus: settings.status != nil,
            numbers: settings.status == nil ? [] : [.concurrent], pace: .seconds(5), media: settings.media
        )
    }

    /// Asks nobody: the server makes the room when media comes.
    package func prepare(_ account: AdapterAccount) async throws -> PrepareAnswer {
        do {
            let settings = try SelfHostedSettings(account)
            return .ready(address: settings.address, handle: StreamPlace(settings.address).handle, validUntil: nil)
        } catch let fault as Fault {
            return .failed(fault)
        }
    }

    /// The first media is the start; nothing to do.
    package func start(_ account: AdapterAccount, handle: PlatformHandle) async throws {}

    /// Ends the publisher's session on the server; one that is gone already is no fault.
    package func stop(_ account: AdapterAccount, handle: PlatformHandle) async throws {
        let settings = try SelfHostedSettings(account)
        guard let control = settings.control else { return }
        let server = ServerEndpoint(base: control, credential: account.credential)
        try await dialect(settings).stop(place(handle, settings), at: server)
    }

    package func status(_ account: AdapterAccount, handle: PlatformHandle) async throws -> PlatformWord {
        let settings = try SelfHostedSettings(account)
        guard let status = settings.status else {
            return .unknown(reason: "The account has no “status” address to read.")
        }
        let server = ServerEndpoint(base: status, credential: account.credential)
        guard let view = try await dialect(settings).view(of: place(handle, settings), at: server), view.isPublishing
        else {
            return .offline
        }
        return .live(bitsPerSecond: view.bitsPerSecond)
    }

    package func readNumbers(_ account: AdapterAccount, handle: PlatformHandle, now: WallTime) async throws -> [Sample]
    {
        let settings = try SelfHostedSettings(account)
        guard let status = settings.status else { return [] }
        let dialect = try dialect(settings)
        let server = ServerEndpoint(base: status, credential: account.credential)
        // A stream that the server does not know has no viewers to count, which is not the same as none.
        guard let view = try await dialect.view(of: place(handle, settings), at: server), let viewers = view.viewers
        else { return [] }
        return [
            Sample(
                account: account.id, kind: .concurrent, value: viewers, quality: view.quality, at: now,
                source: dialect.source)
        ]
    }

    private func dialect(_ settings: SelfHostedSettings) throws -> any ServerDialect {
        guard let dialect = dialects[settings.server] else {
            throw Fault(.unsupported, "This kind of server is not spoken.", blame: .ours, place: "server")
        }
        return dialect
    }

    /// What was prepared counts, even when the settings have changed since.
    private func place(_ handle: PlatformHandle, _ settings: SelfHostedSettings) -> StreamPlace {
        StreamPlace(handle) ?? StreamPlace(settings.address)
    }
}
