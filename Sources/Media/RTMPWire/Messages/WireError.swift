/// What a peer or a file sent that the protocol, or our limits, do not allow.
///
/// The session that throws it is over: the caller closes the connection. The closed ``Code`` decides; the message is
/// for a person and quotes nothing that the peer sent.
package struct WireError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The first bytes are no RTMP handshake that we speak.
        case handshakeRefused
        case chunkMalformed, chunkSizeForbidden, tooManyChunkStreams
        case messageTooLarge
        /// AMF0 that is cut short, has an unknown marker, or is too deep, too long or too many.
        case valueMalformed, valueTooLarge
        case commandMalformed
        /// More bytes than an unauthenticated peer may send.
        case tooMuchBeforeAccept
        case fileMalformed
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension WireError: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(message)" }
}
