import CCurl

/// Owns a multi handle; lives as long as its loop or any connection that libcurl still carries for us.
final class CurlMulti {
    let handle: UnsafeMutableRawPointer
    let ledger = SocketLedger()

    init() throws {
        try CurlSetup.run()
        guard let handle = curl_multi_init() else { throw CurlSetup.fault("curl_multi_init", 0) }
        self.handle = handle
        // Some versions count a CONNECT_ONLY connection as idle, and a full cache closes its oldest idle one.
        _ = lianbo_multi_set_long(handle, CURLMOPT_MAXCONNECTS, 1_000_000)
    }

    deinit { curl_multi_cleanup(handle) }
}
