import CheckedYAML

extension ScalarForm where Value == String {
    /// A path; relative ones are relative to where the daemon is started.
    static var path: ScalarForm { line(limit: 1024) }

    /// A name or an address to listen on, without scheme, port or brackets.
    static var host: ScalarForm {
        ScalarForm("a host name or address like 127.0.0.1") { (text) throws(ScalarRefusal) in
            NetworkText.isIPv4(text) || NetworkText.isIPv6(text) || NetworkText.isHostName(text) ? text : nil
        }
    }

    /// `http://`, `https://` or `socks5h://` with a host and a port. A user or password is refused, and not repeated.
    static var proxy: ScalarForm {
        ScalarForm("a proxy like http://proxy.example:3128 or socks5h://127.0.0.1:1080") {
            (text) throws(ScalarRefusal) in
            guard let scheme = text.range(of: "://"),
                ["http", "https", "socks5h"].contains(String(text[..<scheme.lowerBound]))
            else { return nil }
            var rest = text[scheme.upperBound...]
            if rest.contains("@") {
                throw ScalarRefusal(
                    "carries a user or password; run a local proxy that adds it, this file is not for secrets")
            }
            if rest.hasSuffix("/") { rest.removeLast() }
            guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]),
                (1...65_535).contains(port)
            else { return nil }
            let name = String(rest[..<colon])
            if name.hasPrefix("["), name.hasSuffix("]") {
                return NetworkText.isIPv6(String(name.dropFirst().dropLast())) ? text : nil
            }
            return NetworkText.isIPv4(name) || NetworkText.isHostName(name) ? text : nil
        }
    }

    /// Name of a network interface, or an address of this machine.
    static var interface: ScalarForm {
        ScalarForm("an interface like eth0 or an address of this machine") { (text) throws(ScalarRefusal) in
            if NetworkText.isIPv4(text) || NetworkText.isIPv6(text) { return text }
            let allowed = text.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "!")
            }
            return (1...15).contains(text.utf8.count) && allowed ? text : nil
        }
    }

    /// `10.20.0.0/16` or `fd00::/8`.
    static var network: ScalarForm {
        ScalarForm("a network like 10.20.0.0/16") { (text) throws(ScalarRefusal) in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, (1...3).contains(parts[1].utf8.count),
                parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(parts[1])
            else {
                return nil
            }
            if NetworkText.isIPv4(parts[0]) { return bits <= 32 ? text : nil }
            return NetworkText.isIPv6(parts[0]) && bits <= 128 ? text : nil
        }
    }
}
