import BroadcastModel
import Glibc
import Program

/// Turns what a peer or its socket did into words and blame.
enum SessionFault {
    /// onStatus and _error codes: RTMP 1.0, section 7.2, and what nginx-rtmp and SRS send.
    static func refused(code: String, description: String) -> Fault {
        let said = printable(code)
        if description.lowercased().contains("already") || description.lowercased().contains("busy") {
            return Fault(
                .streamBusy,
                "The server says that somebody publishes to this stream already (\(said)). An old session may still be closing.",
                blame: .destination)
        }
        switch code {
        case "NetStream.Publish.BadName", "NetStream.Publish.Denied", "NetConnection.Connect.Rejected",
            "NetConnection.Connect.InvalidApp", "NetStream.Publish.Rejected":
            return Fault(
                .keyRefused,
                "The server refused the stream key or the application (\(said)). Get a fresh push address from the platform and set it for this account.",
                blame: .operatorSide)
        default:
            return Fault(.platformRefused, "The server refused the stream (\(said)).", blame: .platform)
        }
    }

    static func closed(_ phase: DestinationLifecycle.Phase, receivedMedia: Bool) -> Fault {
        switch phase {
        case .speaking:
            Fault(
                .closedByPeer,
                "The server closed the connection before it answered the publish request. Many platforms do this when the stream key is wrong or expired.",
                blame: .destination)
        default:
            Fault(.closedByPeer, "The server closed the connection.", blame: .destination)
        }
    }

    static func broken(errno code: Int32) -> Fault {
        switch code {
        case ECONNRESET, EPIPE: Fault(.connectionReset, "The connection was reset.", blame: .network)
        case ETIMEDOUT: Fault(.connectTimedOut, "The network between here and the server went silent.", blame: .network)
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN:
            Fault(.networkUnreachable, "The network does not reach the server.", blame: .network)
        default: Fault(.connectionReset, "The connection broke.", blame: .network, cause: "errno \(code)")
        }
    }

    /// At most 64 letters, digits, dots and dashes of what a peer said: it may echo a key.
    static func printable(_ code: String) -> String {
        let kept = code.unicodeScalars.prefix(64).filter {
            $0.isASCII && ($0.properties.isAlphabetic || $0 == "." || $0 == "-" || ("0"..."9").contains($0))
        }
        let text = String(String.UnicodeScalarView(kept))
        return text.hasPrefix("Net") ? text : "no code"
    }
}
