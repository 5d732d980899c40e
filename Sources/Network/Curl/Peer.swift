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
        guard let parts = curl_url() else { throw CurlSetup.fault("curl_url", 0) }
        defer { curl_url_cleanup(parts) }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parts, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else {
                return nil
            }
            defer { curl_free(text) }
            return String(cString: text)
        }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME)
        guard !url.utf8.contains(0), curl_url_set(parts, CURLUPART_URL, url, flags) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME)
        else {
            throw Fault(
                .addressInvalid, "The address of an interface is no URL. It must look like https://host/path.",
                blame: .operatorSide)
        }
        guard scheme == "https" || scheme == "http" else {
            throw Fault(
                .addressForbidden, "An interface is called by https only, not by \(scheme.prefix(16)).",
                blame: .operatorSide)
        }
        guard let host = part(CURLUPART_HOST), let port = part(CURLUPART_PORT).flatMap(Int.init) else {
            throw Fault(.addressInvalid, "The address of an interface has no host.", blame: .operatorSide)
        }
        self.init(
            host: host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host,
            port: port, secure: scheme == "https"
        )
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

    /// True for this machine itself: no proxy, no interface, and plain `http` is allowed.
    var isLoopback: Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        guard let address = NetworkAddress(name) else { return false }
        return address.isLoopback
    }
}
