import BroadcastModel
import CCurl

/// Whom a connection is for: all of an address that a fault may name.
struct Peer {
    var host: String
    var port: Int
    var secure: Bool

    init(host: String, port: Int, secure: Bool) {
        self.host = host
        self.port = port
        self.secure = secure
    }

    /// Reads scheme, host and port as libcurl itself does. Throws `addressInvalid`, or `addressForbidden` for schemes
    /// other than `https` and `http`; neither repeats the URL.
    init(url: String) throws {
        guard let (scheme, host, port) = Self.parts(of: url) else {
            throw Fault(
                .addressInvalid, "The address of an interface is no URL. It must look like https://host/path.",
                blame: .operatorSide)
        }
        guard scheme == "https" || scheme == "http" else {
            throw Fault(
                .addressForbidden, "An interface is called by https only, not by \(scheme.prefix(16)).",
                blame: .operatorSide)
        }
        guard let host else {
            throw Fault(.addressInvalid, "The address of an interface has no host.", blame: .operatorSide)
        }
        self.init(host: host, port: port ?? (scheme == "https" ? 443 : 80), secure: scheme == "https")
    }

    /// A URL's parts as libcurl itself reads them, an IPv6 host without brackets; nil for what is no URL.
    static func parts(of url: String) -> (scheme: String, host: String?, port: Int?)? {
        guard !url.utf8.contains(0), let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parts, part, &text, 0) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard curl_url_set(parts, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME)
        else { return nil }
        let host = part(CURLUPART_HOST).map {
            $0.hasPrefix("[") && $0.hasSuffix("]") ? String($0.dropFirst().dropLast()) : $0
        }
        return (scheme, host, part(CURLUPART_PORT).flatMap { Int($0) })
    }

    /// `host:port`, brackets around an IPv6 address.
    var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The URL that libcurl connects to. Throws `addressInvalid` for what is no host or port.
    func connectURL() throws -> String {
        let invalid = Fault(
            .addressInvalid, "The address has no usable host and port. Check it and enter it again.",
            blame: .operatorSide
        )
        guard (1...65535).contains(port), !host.isEmpty, let parts = curl_url() else { throw invalid }
        defer { curl_url_cleanup(parts) }
        let settings = [
            (CURLUPART_SCHEME, secure ? "https" : "http"),
            (CURLUPART_HOST, host.contains(":") ? "[\(host)]" : host),
            (CURLUPART_PORT, String(port)),
        ]
        for (part, value) in settings {
            guard curl_url_set(parts, part, value, 0) == CURLUE_OK else { throw invalid }
        }
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, CURLUPART_URL, &text, 0) == CURLUE_OK, let text else { throw invalid }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// The address, if the host is one in any spelling that libcurl takes for one (`127.1`, `0x7f000001`).
    var address: NetworkAddress? {
        if let address = NetworkAddress(host) { return address }
        guard let url = try? connectURL(), let host = Self.parts(of: url)?.host else { return nil }
        return NetworkAddress(host)
    }

    /// True for this machine itself: no proxy and no interface.
    var isLoopback: Bool {
        let name = host.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost") || address?.isLoopback == true
    }
}
