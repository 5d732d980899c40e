import BroadcastModel
import CCurl
import Outbound

/// One HTTP request on its way: an easy handle, its header list and what has been seen of the reply.
final class Exchange: Transfer {
    let easy: UnsafeMutableRawPointer
    private(set) var deadline: MonotonicTime?

    private let peer: Peer
    private let timeout: Duration
    private let usesProxy: Bool
    private let gate: EgressGate
    private let sink: any ExchangeSink
    private var headerList: UnsafeMutablePointer<curl_slist>?

    private var status = 0
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var hasBegun = false
    private var isTooLarge = false
    private var isEnough = false

    private static let headerLimit = 256 << 10

    init(
        _ request: OutboundRequest, rules: OutboundRules, sink: any ExchangeSink, now: MonotonicTime
    ) throws {
        let configuration = rules.configuration
        peer = try Peer(url: request.url)
        timeout = request.timeout
        self.sink = sink
        usesProxy = peer.secure && !peer.isLoopback && configuration.proxy != nil
        gate = try rules.gate(to: peer, plainHTTP: !peer.secure, usesProxy: usesProxy)
        guard let easy = curl_easy_init() else { throw CurlSetup.fault("curl_easy_init", 0) }
        self.easy = easy
        var options = EasyOptions(easy)
        options.applyCommon(
            configuration, peer: peer, connectTimeout: min(configuration.connectTimeout, request.timeout))
        options.set(CURLOPT_URL, request.url)
        // Plain http goes straight to an address that we can check.
        if !peer.secure { options.set(CURLOPT_PROXY, "") }
        options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        options.set(CURLOPT_USERAGENT, "lianbo")
        if sink.isEndless {
            deadline = now + request.timeout
        } else {
            options.set(CURLOPT_TIMEOUT_MS, Int(max(1, min(request.timeout.milliseconds, 3_600_000))))
            options.set(CURLOPT_ACCEPT_ENCODING, "")
        }
        options.setMethod(request.method, body: request.body)
        do {
            headerList = try Self.makeHeaderList(request)
        } catch {
            curl_easy_cleanup(easy)
            throw error
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        options.check(lianbo_easy_set_list(easy, CURLOPT_HTTPHEADER, headerList))
        gate.guardSockets(of: &options)
        options.check(lianbo_easy_set_header(easy, Self.onHeader, context))
        options.check(lianbo_easy_set_write(easy, Self.onBody, context))
        if let failure = options.failure {
            curl_easy_cleanup(easy)
            throw EasyOptions.fault(failure)
        }
    }

    deinit { curl_slist_free_all(headerList) }

    private static func makeHeaderList(_ request: OutboundRequest) throws -> UnsafeMutablePointer<curl_slist>? {
        // No waiting for "100 Continue", and no form type that the caller did not name.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        for (name, value) in request.headers {
            guard !name.isEmpty,
                name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") }),
                !value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 })
            else {
                throw Fault(
                    .malformed,
                    "A header field of an outbound request contains a line break or another character that it must not.",
                    blame: .ours)
            }
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw CurlSetup.fault("curl_slist_append", 0)
            }
            list = longer
        }
        return list
    }

    // MARK: The end

    func finish(_ code: CURLcode, on loop: CurlLoop) {
        let result: Result<Void, Fault>
        if let refusal = gate.fault {
            result = .failure(refusal)
        } else if isTooLarge {
            result = .failure(Fault(.tooLarge, "The answer of \(peer.text) is longer than expected.", blame: .platform))
        } else if code == CURLE_OK || isEnough {
            if !hasBegun { begin() }
            result = .success(())
        } else {
            result = .failure(
                Self.forCaller(
                    Fault.ofTransfer(code, easy: easy, peer: peer, timeout: timeout, usesProxy: usesProxy)
                ))
        }
        abandon(on: loop)
        sink.end(result)
    }

    /// A sender of requests tells fewer things apart than a dialler.
    private static func forCaller(_ fault: Fault) -> Fault {
        switch fault.code {
        case .connectionReset, .closedByPeer:
            Fault(.platformUnreachable, fault.message, blame: .platform, cause: fault.cause)
        case .networkUnreachable:
            Fault(.platformUnreachable, fault.message, blame: fault.blame, cause: fault.cause)
        default: fault
        }
    }

    private func begin() {
        hasBegun = true
        deadline = nil
        sink.begin(status: status, headers: headers)
    }

    // MARK: What libcurl asks for

    private static func from(_ context: UnsafeMutableRawPointer) -> Exchange {
        Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }

    private static let onHeader: curl_write_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        return from(context).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }

    private static let onBody: curl_write_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let exchange = from(context)
        if !exchange.hasBegun { exchange.begin() }
        switch exchange.sink.accept(UnsafeRawBufferPointer(start: bytes, count: size * count)) {
        case .taken: return size * count
        case .later: return Int(CURL_WRITEFUNC_PAUSE)
        case .tooMuch:
            exchange.isTooLarge = true
            return 0
        case .enough:
            exchange.isEnough = true
            return 0
        }
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerLimit else {
            isTooLarge = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // Also the head after an interim "1xx" head.
            let fields = line.split(separator: " ", maxSplits: 2)
            status = fields.count > 1 ? Int(fields[1].prefix { $0.isNumber }) ?? 0 : 0
            headers = []
        } else if let colon = line.firstIndex(of: ":") {
            headers.append((line[..<colon].lowercased(), Self.trimmed(line[line.index(after: colon)...])))
        } else if status >= 200, !hasBegun, Self.trimmed(line[...]).isEmpty {
            begin()
        }
        return true
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
