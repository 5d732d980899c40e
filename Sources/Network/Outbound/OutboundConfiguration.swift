/// How every outbound connection is made, and where to: API calls and media sockets alike.
package struct OutboundConfiguration: Equatable, Sendable {
    /// Which addresses may be connected to.
    package enum Reach: Equatable, Sendable {
        /// Public addresses, and what ``OutboundConfiguration/labNetworks`` declares: for whoever goes where plans and
        /// platforms say, as the daemon does.
        case publicAndLab
        /// Any address, on any port: for a program that goes only where the person who runs it says.
        case anywhere
    }

    /// From the start of name resolution to a usable (encrypted) connection.
    package var connectTimeout: Duration = .seconds(10)
    /// PEM file of certificate authorities; the system's when absent.
    package var certificateAuthorityFile: String?
    /// `http://`, `https://`, `socks5h://` proxy for everything but loopback and plain `http`; none when absent.
    ///
    /// It may stand at any address. It resolves the names, so it decides what a name may lead to; what we judge before
    /// asking it is the port, and the address where one is given as numbers.
    package var proxy: String?
    /// Name of a network interface or a local address to leave by.
    package var interface: String?
    package var reach = Reach.publicAndLab
    /// CIDR blocks of one's own servers, loopback included: there, addresses that are not public, any port, and plain
    /// `http` are allowed.
    package var labNetworks: [String] = []
    /// Ports that may be connected to outside ``labNetworks``.
    package var publicPorts = Self.usualPorts

    package init() {}

    /// This machine as the only lab network: for programs that speak with a daemon beside them, and for tests.
    package static var loopback: OutboundConfiguration {
        var configuration = OutboundConfiguration()
        configuration.labNetworks = ["127.0.0.0/8", "::1/128"]
        return configuration
    }
}
