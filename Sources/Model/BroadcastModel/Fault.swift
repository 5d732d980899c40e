/// What went wrong, in words a person understands, and whose it was to mend.
///
/// The closed ``Code`` decides retry and HTTP status; the message never does. A message never holds a secret.
package struct Fault: Error, Hashable, Codable, Sendable {
    package enum Code: String, Codable, Sendable, CaseIterable {
        // Reaching a destination
        case addressInvalid, addressForbidden, nameUnresolved, connectRefused, connectTimedOut, networkUnreachable
        case certificateUntrusted, secureChannelFailed
        // Speaking with it
        case handshakeFailed, protocolViolation, keyRefused, streamBusy, publishTimedOut, closedByPeer, connectionReset,
            stalled
        // Platforms' interfaces
        case platformUnreachable, platformRefused, platformError, personNeeded, unsupported
        // Commands
        case malformed, notFound, conflict, staleRevision, notAllowed, unauthenticated, forbidden, tooLarge
        // Ourselves
        case storageFull, storageFailed, internalError, shuttingDown
    }

    package enum Blame: String, Codable, Sendable, CaseIterable {
        case ours, platform, destination, network
        case operatorSide = "operator"
    }

    package let code: Code
    package let message: String
    package let blame: Blame
    /// Where it stands, if that helps: a file with its line, a field, a cue. Never a secret.
    package let place: String?
    /// What lies beneath, for the log; never shown to a person first.
    package let cause: String?

    package init(_ code: Code, _ message: String, blame: Blame, place: String? = nil, cause: String? = nil) {
        self.code = code
        self.message = message
        self.blame = blame
        self.place = place
        self.cause = cause
    }

    /// Trying again by itself cannot help; a person must change something first.
    package var asksForPerson: Bool {
        switch code {
        case .keyRefused, .addressInvalid, .addressForbidden, .certificateUntrusted, .personNeeded, .unsupported: true
        default: false
        }
    }
}

extension Fault: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(message)" + (place.map { " (\($0))" } ?? "") }
}
