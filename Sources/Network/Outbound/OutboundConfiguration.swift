/// How every outbound connection is made: API calls and media sockets alike.
package struct OutboundConfiguration: Equatable, Sendable {
    /// From the start of name resolution to a usable (encrypted) connection.
    package var connectTimeout: Duration = .seconds(10)
    /// PEM file of certificate authorities; the system's when absent.
    package var certificateAuthorityFile: String?
    /// `http://`, `https://`, `socks5h://` proxy for everything but loopback; none when absent.
    package var proxy: String?
    /// Name of a network interface or a local address to leave by.
    package var interface: String?
    /// CIDR blocks beyond loopback to which plain `http` is allowed.
    package var labNetworks: [String] = []

    package init() {}
}
