import BroadcastModel
import CCurl

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension Fault {
    /// What a failed transfer means for a person. Names host and port, never a path, a query or a user.
    static func ofTransfer(
        _ code: CURLcode, easy: UnsafeMutableRawPointer, peer: Peer, timeout: Duration, usesProxy: Bool
    ) -> Fault {
        let cause = "libcurl \(code.rawValue): \(String(cString: curl_easy_strerror(code)))"
        func fault(_ code: Code, _ message: String, _ blame: Blame) -> Fault {
            Fault(code, message, blame: blame, cause: cause)
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return fault(
                .nameUnresolved,
                "The name \(peer.host) was not found. Check it for a typing mistake, and the name service of this machine.",
                .destination)
        case CURLE_COULDNT_RESOLVE_PROXY:
            return fault(
                .nameUnresolved, "The name of the configured proxy was not found. Check `proxy` in the configuration.",
                .operatorSide)
        case CURLE_COULDNT_CONNECT:
            return unreachable(easy: easy, peer: peer, usesProxy: usesProxy, cause: cause)
        case CURLE_OPERATION_TIMEDOUT:
            return timedOut(easy: easy, peer: peer, timeout: timeout, cause: cause)
        case CURLE_INTERFACE_FAILED:
            return fault(
                .networkUnreachable,
                "The configured interface cannot be used to leave for \(peer.text). Check `interface` in the configuration.",
                .operatorSide)
        case CURLE_PEER_FAILED_VERIFICATION:
            return untrusted(easy: easy, peer: peer, cause: cause)
        case CURLE_SSL_CACERT_BADFILE:
            return fault(
                .secureChannelFailed,
                "The file of certificate authorities cannot be read. Check `certificateAuthorityFile` in the configuration.",
                .operatorSide)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS:
            return fault(
                .secureChannelFailed,
                "\(peer.text) does not speak TLS 1.2 or later as it should. Check that the port is the one for encrypted connections.",
                .destination)
        case CURLE_PROXY:
            return fault(
                .networkUnreachable,
                "The configured proxy did not connect us with \(peer.text). Check `proxy` in the configuration.",
                .operatorSide)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            // A tunnel that the proxy refuses shows as a receive error.
            if usesProxy, systemError(easy) == 0 {
                return fault(
                    .networkUnreachable, "The configured proxy did not connect us with \(peer.text).", .operatorSide)
            }
            return fault(.connectionReset, "\(peer.text) broke the connection.", .destination)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            return fault(
                .closedByPeer, "\(peer.text) closed the connection before its answer was complete.", .destination)
        case CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL,
            CURLE_BAD_CONTENT_ENCODING:
            return fault(.platformError, "\(peer.text) does not answer as an HTTP server should.", .platform)
        case CURLE_OUT_OF_MEMORY:
            return fault(.internalError, "This machine is out of memory for connections.", .ours)
        default:
            return fault(.platformUnreachable, "\(peer.text) could not be reached.", .network)
        }
    }

    private static func systemError(_ easy: UnsafeMutableRawPointer) -> Int32 {
        var error = 0
        _ = lianbo_easy_get_long(easy, CURLINFO_OS_ERRNO, &error)
        return Int32(clamping: error)
    }

    private static func unreachable(easy: UnsafeMutableRawPointer, peer: Peer, usesProxy: Bool, cause: String) -> Fault
    {
        let error = systemError(easy)
        let reason = "\(cause), errno \(error)"
        let what = usesProxy ? "The configured proxy" : peer.text
        let blame: Blame = usesProxy ? .operatorSide : .destination
        switch error {
        case ECONNREFUSED:
            return Fault(
                .connectRefused, "\(what) refused the connection: nothing listens there. Check host and port.",
                blame: blame, cause: reason)
        case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, ENETDOWN, EAFNOSUPPORT:
            return Fault(
                .networkUnreachable, "There is no way from this machine to \(peer.text). Check its network.",
                blame: .network, cause: reason)
        case ETIMEDOUT:
            return Fault(.connectTimedOut, "\(what) did not answer.", blame: .network, cause: reason)
        case EMFILE, ENFILE:
            return Fault(.internalError, "This process is out of file descriptors.", blame: .ours, cause: reason)
        case ECONNRESET:
            return Fault(
                .connectionReset, "\(what) broke the connection while it was being made.", blame: blame, cause: reason)
        default:
            return Fault(
                .connectRefused, "\(what) could not be connected to. Check host and port.", blame: blame, cause: reason)
        }
    }

    /// Says which stage did not end in time.
    private static func timedOut(easy: UnsafeMutableRawPointer, peer: Peer, timeout: Duration, cause: String) -> Fault {
        func reached(_ info: CURLINFO) -> Bool {
            var microseconds: curl_off_t = 0
            _ = lianbo_easy_get_offset(easy, info, &microseconds)
            return microseconds > 0
        }
        let limit = timeout.milliseconds % 1000 == 0 ? "\(timeout.milliseconds / 1000) s" : "\(timeout.milliseconds) ms"
        let message =
            if !reached(CURLINFO_NAMELOOKUP_TIME_T) {
                "Looking up the name \(peer.host) took longer than \(limit)."
            } else if !reached(CURLINFO_CONNECT_TIME_T), !hasPeerAddress(easy) {
                "\(peer.text) did not answer within \(limit)."
            } else if peer.secure, !reached(CURLINFO_APPCONNECT_TIME_T) {
                "\(peer.text) accepted the connection and then did not finish the TLS handshake within \(limit)."
            } else {
                "\(peer.text) did not finish its answer within \(limit)."
            }
        return Fault(.connectTimedOut, message, blame: .network, cause: cause)
    }

    /// libcurl knows whom it is connected to as soon as TCP is; its connect time may still be unset during TLS.
    private static func hasPeerAddress(_ easy: UnsafeMutableRawPointer) -> Bool {
        var port = 0
        return lianbo_easy_get_long(easy, CURLINFO_PRIMARY_PORT, &port) == CURLE_OK && port > 0
    }

    /// Says what is wrong with the certificate (OpenSSL's `X509_V_ERR_…` numbers).
    private static func untrusted(easy: UnsafeMutableRawPointer, peer: Peer, cause: String) -> Fault {
        var result = 0
        _ = lianbo_easy_get_long(easy, CURLINFO_SSL_VERIFYRESULT, &result)
        let reason =
            switch result {
            // 0 and 1: libcurl compares the name itself, before or after OpenSSL has spoken.
            case 0, 1: "is for another name than \(peer.host)"
            case 9: "is not valid yet; compare this machine's clock"
            case 10: "has expired"
            case 18: "is self-signed: no authority that this machine trusts vouches for it"
            case 19, 20, 21, 2: "comes from an authority that this machine does not trust"
            case 23: "has been revoked"
            case 62, 63, 64: "is for another name than \(peer.host)"
            case 66, 67, 68: "uses a key or a signature that is too weak"
            default: "cannot be trusted"
            }
        return Fault(
            .certificateUntrusted, "The certificate of \(peer.text) \(reason).", blame: .destination,
            cause: "\(cause), verification \(result)"
        )
    }
}
