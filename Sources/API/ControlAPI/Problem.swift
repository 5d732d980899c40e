import BroadcastModel
import ControlRoom
import ControlWire
import PlanFile

/// An error on its way to the client, as RFC 9457 tells it.
struct Problem: Error {
    var dto: ProblemDTO
    /// `allow`, `retry-after`, `www-authenticate`.
    var headers: [(name: String, value: String)] = []

    init(_ dto: ProblemDTO, headers: [(name: String, value: String)] = []) {
        self.dto = dto
        self.headers = headers
    }

    init(
        _ status: Int, _ code: String, _ title: String, _ detail: String, blame: Fault.Blame? = .operatorSide,
        headers: [(name: String, value: String)] = []
    ) {
        self.init(
            ProblemDTO(
                type: "urn:lianbo:fault:\(code)", title: title, status: status, detail: detail, blame: blame?.rawValue),
            headers: headers
        )
    }

    /// Never shows what is unexpected: that is for the log, which ``isUnexpected`` asks for.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let stale as StaleCommand:
            self.init(
                409, Fault.Code.staleRevision.rawValue, Self.title(.staleRevision),
                "The broadcast has moved on from revision \(stale.seen) to \(stale.now) meanwhile. Look at the changes, then give the command again."
            )
            dto.changes = stale.changes.map(AuditDTO.init)
        case let faults as PlanFaults:
            let count = faults.items.count
            self.init(
                422, "planFaults", "The plan has faults",
                "\(faults.fileName) has \(count) \(count == 1 ? "fault" : "faults"). Nothing was kept.")
            dto.faults = faults.items.map {
                PlanFaultDTO(line: $0.line, column: $0.column, path: $0.path, message: $0.message)
            }
        case let fault as Fault where fault.code != .internalError:
            self.init(
                Self.status(fault.code), fault.code.rawValue, Self.title(fault.code),
                fault.message + (fault.place.map { " (\($0))" } ?? ""), blame: fault.blame)
            if fault.code == .shuttingDown { headers = [("retry-after", "5")] }
        default:
            self.init(
                500, Fault.Code.internalError.rawValue, Self.title(.internalError),
                "The daemon failed at this request. Its log tells more.", blame: .ours)
        }
    }

    static func isUnexpected(_ error: any Error) -> Bool { Problem(error).dto.status == 500 }

    static func status(_ code: Fault.Code) -> Int {
        switch code {
        case .malformed, .addressInvalid, .addressForbidden, .unsupported: 400
        case .unauthenticated: 401
        case .forbidden, .notAllowed: 403
        case .notFound: 404
        case .conflict, .staleRevision, .personNeeded: 409
        case .tooLarge: 413
        case .internalError: 500
        case .nameUnresolved, .connectRefused, .connectTimedOut, .networkUnreachable, .certificateUntrusted,
            .secureChannelFailed,
            .handshakeFailed, .protocolViolation, .keyRefused, .streamBusy, .publishTimedOut, .closedByPeer,
            .connectionReset, .stalled,
            .platformUnreachable, .platformRefused, .platformError:
            502
        case .storageFailed, .shuttingDown: 503
        case .storageFull: 507
        }
    }

    private static func title(_ code: Fault.Code) -> String {
        switch code {
        case .malformed, .addressInvalid, .addressForbidden: "The request is not usable"
        case .unsupported: "Not supported"
        case .unauthenticated: "Who are you?"
        case .forbidden, .notAllowed: "Not allowed"
        case .notFound: "Not found"
        case .conflict, .personNeeded: "Not possible now"
        case .staleRevision: "Somebody was faster"
        case .tooLarge: "Too large"
        case .internalError: "The daemon failed"
        case .shuttingDown: "The daemon is stopping"
        case .storageFull: "The disk is full"
        case .storageFailed: "The store failed"
        default: "The other side failed"
        }
    }
}

extension Problem {
    static let unknownPath = Problem(
        404, Fault.Code.notFound.rawValue, "Not found",
        "There is nothing at this path. /openapi.json lists all there is.")
    static let signIn = Problem(
        401, Fault.Code.unauthenticated.rawValue, "Who are you?",
        "Send a token: Authorization: Bearer …, or sign in on the dashboard.",
        headers: [("www-authenticate", "Bearer realm=\"lianbo\"")]
    )
    static let badToken = Problem(
        401, Fault.Code.unauthenticated.rawValue, "Who are you?",
        "The token is not known. Ask an admin for a new one: lianbo user set NAME ROLE.",
        headers: [("www-authenticate", "Bearer realm=\"lianbo\", error=\"invalid_token\"")]
    )
    static let tooManyAttempts = Problem(
        429, "tooManyAttempts", "Too many attempts",
        "Too many wrong tokens came from this address. Wait a few seconds.", headers: [("retry-after", "5")]
    )
    static let tooManyStreams = Problem(
        503, "tooManyStreams", "Too many listeners", "All \(StreamCounter.limit) places for event streams are taken.",
        blame: .ours, headers: [("retry-after", "5")]
    )
    static let foreignHost = Problem(
        403, Fault.Code.forbidden.rawValue, "Not allowed",
        "This control room answers on localhost only: the Host header names another machine."
    )
    static let foreignOrigin = Problem(
        403, Fault.Code.forbidden.rawValue, "Not allowed",
        "The request comes from another site, or does not say where it comes from."
    )
    static let notJSON = Problem(415, "mediaType", "Wrong content type", "Send the body as application/json.")
    static let bodyTooLarge = Problem(
        Fault(.tooLarge, "The request's body is larger than 1 MiB.", blame: .operatorSide))
    static func wrongMethod(allowed: [String]) -> Problem {
        Problem(
            405, "methodNotAllowed", "Wrong method", "This path takes \(allowed.joined(separator: ", ")).",
            headers: [("allow", allowed.joined(separator: ", "))])
    }
    static func role(_ needed: Role) -> Problem {
        Problem(403, Fault.Code.forbidden.rawValue, "Not allowed", "This needs the role \(needed.rawValue).")
    }
}
