/// Where one account takes the stream: `rtmp://` or `rtmps://`, opaque after the host.
///
/// The text reaches the wire byte for byte: query strings, `?` inside the key, percent-encoding and `#` survive
/// untouched (shared fact sheet on platforms, section 2). Only scheme, host and port may be shown.
package struct PushAddress: Sendable, Hashable {
    package enum Scheme: String, Sendable { case rtmp, rtmps }

    package let scheme: Scheme
    package let host: String
    package let port: Int
    /// First path segment, the RTMP application; platforms put no secret there, yet it is shown nowhere.
    private let applicationText: String
    private let streamText: String

    /// Splits `text`; throws a ``Fault`` with code `addressInvalid` that never repeats the text.
    ///
    /// The application is everything up to the last `/` before any `?`; what follows is the stream name with its query.
    package init(_ text: Secret) throws {
        let raw = text.reveal()
        guard !raw.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw Fault(
                .addressInvalid,
                "The push address contains a space, a line break or a control character. Paste it again, on one line.",
                blame: .operatorSide)
        }
        guard let separator = raw.range(of: "://") else {
            throw Fault(
                .addressInvalid, "The push address has no scheme. It must begin with rtmp:// or rtmps://.",
                blame: .operatorSide)
        }
        guard let scheme = Scheme(rawValue: raw[..<separator.lowerBound].lowercased()) else {
            throw Fault(.addressInvalid, "The push address must begin with rtmp:// or rtmps://.", blame: .operatorSide)
        }
        let rest = raw[separator.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else {
            throw Fault(
                .addressInvalid,
                "The push address ends after the host. It needs an application and a stream name: rtmp://host/app/name.",
                blame: .operatorSide)
        }
        let authority = rest[..<slash]
        guard !authority.contains("@") else {
            throw Fault(
                .addressInvalid,
                "The push address carries a user name before the host. Put credentials into the stream name, as the platform gave them.",
                blame: .operatorSide)
        }
        (host, port) = try Self.split(authority, scheme: scheme)
        let path = rest[rest.index(after: slash)...]
        let beforeQuery = path.firstIndex(of: "?").map { path[..<$0] } ?? path
        guard let lastSlash = beforeQuery.lastIndex(of: "/") else {
            throw Fault(
                .addressInvalid,
                "The push address has an application but no stream name. It needs both: rtmp://host/app/name.",
                blame: .operatorSide)
        }
        applicationText = String(path[..<lastSlash])
        streamText = String(path[path.index(after: lastSlash)...])
        guard !applicationText.isEmpty, !streamText.isEmpty else {
            throw Fault(
                .addressInvalid,
                "The push address lacks its application or its stream name. It needs both: rtmp://host/app/name.",
                blame: .operatorSide)
        }
        self.scheme = scheme
    }

    /// The RTMP application, for `connect`.
    package var application: Secret { Secret(applicationText) }
    /// The stream name with its query, for `publish`.
    package var streamName: Secret { Secret(streamText) }
    /// `tcUrl` for `connect`: scheme, host, port where it is not the default, and application.
    package var tcURL: Secret { Secret("\(displayText)/\(applicationText)") }
    /// Scheme, host and a port other than the default: all that may be shown.
    package var displayText: String {
        let shownHost = host.contains(":") ? "[\(host)]" : host
        return port == Self.defaultPort(scheme) ? "\(scheme)://\(shownHost)" : "\(scheme)://\(shownHost):\(port)"
    }
    /// The whole address again, to be sealed.
    package var whole: Secret { Secret("\(displayText)/\(applicationText)/\(streamText)") }

    private static func defaultPort(_ scheme: Scheme) -> Int { scheme == .rtmp ? 1935 : 443 }

    private static func split(_ authority: Substring, scheme: Scheme) throws -> (String, Int) {
        var host = authority
        var portText: Substring?
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            if after.hasPrefix(":") { portText = after.dropFirst() }
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x5C && $0 != 0x23 && $0 != 0x3F }) else {
            throw Fault(.addressInvalid, "The push address has no usable host name.", blame: .operatorSide)
        }
        guard let portText else { return (String(host), defaultPort(scheme)) }
        guard let port = Int(portText), (1...65535).contains(port) else {
            throw Fault(
                .addressInvalid, "The port in the push address must be a number from 1 to 65535.", blame: .operatorSide)
        }
        return (String(host), port)
    }
}

extension PushAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { SecretRedaction.isOff ? whole.reveal() : "\(displayText)/\(Secret.placeholder)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    fileprivate func range(of needle: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
