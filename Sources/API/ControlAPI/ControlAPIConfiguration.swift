import BroadcastModel

/// How the control room is reached over HTTP.
package struct ControlAPIConfiguration: Equatable, Sendable {
    /// Address to listen on. Anything but loopback needs ``allowRemote``.
    package var host: String = "127.0.0.1"
    /// TCP port, 0 to 65535; 0 lets the kernel choose, and ``ControlAPIService/boundPort`` tells which.
    package var port: Int = 8080
    /// Lets ``host`` be an address that other machines can reach. There is no TLS here: put a proxy in front.
    package var allowRemote: Bool = false
    /// Lets peers on loopback read `/metrics` without a token.
    package var metricsPublic: Bool = false
    /// How long a dashboard stays signed in, from its sign-in on.
    package var sessionLifetime: Duration = .seconds(12 * 60 * 60)

    package init() {}

    /// Throws a ``Fault`` with code `malformed` that names the key to change.
    package func check() throws {
        guard (0...65535).contains(port) else {
            throw Fault(.malformed, "The API's port must be a number from 0 to 65535.", blame: .operatorSide)
        }
        guard allowRemote || Self.isLoopback(host) else {
            throw Fault(
                .malformed,
                "The API would listen on \(host), which other machines can reach. Set its host to 127.0.0.1, or allow remote access on purpose.",
                blame: .operatorSide
            )
        }
    }

    /// True when only this machine can reach `host`.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host == "[::1]"
            || (host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) })
    }
}
