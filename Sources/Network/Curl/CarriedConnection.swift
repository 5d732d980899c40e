import CCurl

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A connection whose bytes libcurl must carry, because it holds the TLS keys.
final class CarriedConnection {
    private let easy: UnsafeMutableRawPointer
    private let multi: CurlMulti

    /// One TLS record: larger pieces would hide progress.
    private static let recordLength = 16 << 10

    /// Takes over an easy handle that stands in `multi` with its `CURLOPT_CONNECT_ONLY` connection.
    init(easy: UnsafeMutableRawPointer, multi: CurlMulti) {
        self.easy = easy
        self.multi = multi
    }

    /// Ends TLS; the descriptor stays open, because the ledger says so.
    deinit {
        curl_multi_remove_handle(multi.handle, easy)
        curl_easy_cleanup(easy)
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> DialedSocket.Outcome {
        var moved = 0
        switch curl_easy_send(easy, bytes.baseAddress, min(bytes.count, Self.recordLength), &moved) {
        case CURLE_OK: return .moved(moved)
        case CURLE_AGAIN: return .again
        default: return .failed(errno: systemError(or: EPIPE))
        }
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> DialedSocket.Outcome {
        var moved = 0
        switch curl_easy_recv(easy, buffer.baseAddress, buffer.count, &moved) {
        case CURLE_OK: return moved == 0 ? .closed : .moved(moved)
        case CURLE_AGAIN: return .again
        // libcurl noticed the hang-up before we did and has put its side away.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_GOT_NOTHING: return .closed
        default: return .failed(errno: systemError(or: EIO))
        }
    }

    private func systemError(or other: Int32) -> Int32 {
        var error = 0
        _ = lianbo_easy_get_long(easy, CURLINFO_OS_ERRNO, &error)
        return error == 0 || error == Int(EAGAIN) ? other : Int32(clamping: error)
    }
}
