import CCurl

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The descriptors that libcurl opened and no longer owns: it asks before it closes, and these are not closed.
final class SocketLedger {
    var adopted: Set<Int32> = []

    static let close: curl_closesocket_callback = { context, descriptor in
        guard let context else { return systemClose(descriptor) }
        let ledger = Unmanaged<SocketLedger>.fromOpaque(context).takeUnretainedValue()
        return ledger.adopted.contains(descriptor) ? 0 : systemClose(descriptor)
    }

    /// Like curl's own, and closed in children: no child process inherits a platform's connection.
    static func socket(for address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let wanted = address.pointee
        return systemSocket(wanted.family, wanted.socktype | Int32(SOCK_CLOEXEC.rawValue), wanted.protocol)
    }
}
