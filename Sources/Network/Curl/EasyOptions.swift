import BroadcastModel
import CCurl
import Outbound

/// Sets the options of one easy handle and remembers the first that libcurl refused.
struct EasyOptions {
    let easy: UnsafeMutableRawPointer
    private(set) var failure: CURLcode?

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    mutating func set(_ option: CURLoption, _ value: Int) { check(lianbo_easy_set_long(easy, option, value)) }
    mutating func set(_ option: CURLoption, _ value: String) { check(lianbo_easy_set_text(easy, option, value)) }
    mutating func check(_ code: CURLcode) {
        if code != CURLE_OK, failure == nil { failure = code }
    }

    /// What holds for every outbound connection: verification, protocols, proxy, interface, time.
    mutating func applyCommon(_ configuration: OutboundConfiguration, peer: Peer, connectTimeout: Duration) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, peer.secure ? "https" : "http")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, min(connectTimeout.milliseconds, 3_600_000))))
        // A name server that never answers must not hold the loop when the time is up.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 30)
        set(CURLOPT_TCP_KEEPINTVL, 10)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.certificateAuthorityFile { set(CURLOPT_CAINFO, file) }
        // An empty proxy also shuts out the environment's, an empty list the environment's exceptions.
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_PROXY, peer.isLoopback ? "" : configuration.proxy ?? "")
        set(CURLOPT_PROXY_SSL_VERIFYPEER, 1)
        set(CURLOPT_PROXY_SSL_VERIFYHOST, 2)
        if let file = configuration.certificateAuthorityFile { set(CURLOPT_PROXY_CAINFO, file) }
        if let interface = configuration.interface, !peer.isLoopback { set(CURLOPT_INTERFACE, interface) }
    }

    /// The method with its body; a method that usually carries one gets an empty one.
    mutating func setMethod(_ method: OutboundRequest.Method, body: [UInt8]?) {
        let body = body ?? (method == .get || method == .delete ? nil : [])
        if let body {
            check(lianbo_easy_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            // Of an empty array the address may be null, which would mean "read it from a file".
            let bytes = body.isEmpty ? [0] : body
            check(bytes.withUnsafeBytes { lianbo_easy_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        } else if method != .get {
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
    }

    static func fault(_ code: CURLcode) -> Fault {
        Fault(
            .internalError,
            "libcurl on this machine lacks something that connections need; it must be 7.87 or later with TLS.",
            blame: .ours, cause: String(cString: curl_easy_strerror(code))
        )
    }
}
