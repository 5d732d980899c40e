package import ControlWire

/// Why a call to the daemon brought nothing. `message` is for a person and never holds a token.
package struct ClientFault: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The daemon answered with a problem.
        case refused(ProblemDTO)
        /// Nobody answered.
        case unreachable
        /// Something answered that is not a control room, or one of another version.
        case garbled
    }

    package let kind: Kind
    package let message: String

    package init(kind: Kind, message: String) {
        self.kind = kind
        self.message = message
    }

    package var problem: ProblemDTO? {
        if case .refused(let problem) = kind { problem } else { nil }
    }

    package var description: String { message }
}
