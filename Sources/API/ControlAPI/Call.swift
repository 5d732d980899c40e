import BroadcastModel
import ControlRoom
import FoundationEssentials
import Hummingbird

/// One request that was let in, with what its handler needs.
struct Call: Sendable {
    let request: Request
    let context: ControlContext
    let parameters: [String: String]
    /// Nil on routes that ask nobody.
    let caller: Caller?
    /// The token that let it in, for streams that look again.
    let token: Secret?
    let body: [UInt8]
    let surroundings: Surroundings

    var desk: any ControlDesk { surroundings.desk }

    /// The caller, on routes that ask for one.
    func who() throws -> Caller {
        guard let caller else { throw Problem.signIn }
        return caller
    }

    /// An id out of the path. One that cannot exist is not found, rather than malformed.
    func id<ID: Identifier>(_ name: String, as: ID.Type = ID.self) throws -> ID {
        let id = ID(parameters[name] ?? "")
        guard id.isWellFormed else {
            throw Fault(.notFound, "There is no such \(name == "id" ? "thing" : name).", blame: .operatorSide)
        }
        return id
    }

    func destination() throws -> DestinationID { DestinationID(broadcast: try id("id"), account: try id("account")) }

    /// The body as a request. The message of a body that does not fit names the field, never a value.
    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch let error as DecodingError {
            throw Fault(.malformed, Self.explain(error), blame: .operatorSide)
        }
    }

    /// As ``decoded(_:)``, for bodies that may be left out.
    func decodedOrNil<Value: Decodable>(_ type: Value.Type) throws -> Value? { body.isEmpty ? nil : try decoded(type) }

    /// A whole number out of the query, within `range`; nil when absent.
    func number(_ name: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let text = request.uri.queryParameters[Substring(name)] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw Fault(
                .malformed,
                "The parameter \(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).",
                blame: .operatorSide)
        }
        return number
    }

    /// One of a few words out of the query; nil when absent.
    func word(_ name: String, among words: [String]) throws -> String? {
        guard let text = request.uri.queryParameters[Substring(name)] else { return nil }
        guard words.contains(String(text)) else {
            throw Fault(
                .malformed, "The parameter \(name) must be one of: \(words.joined(separator: ", ")).",
                blame: .operatorSide)
        }
        return String(text)
    }

    func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: .of("application/json"),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try WireJSON.encode(value))))
    }

    var nothing: Response { Response(status: .noContent) }

    private static func explain(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey], _ last: (any CodingKey)? = nil) -> String {
            let names = (path + (last.map { [$0] } ?? [])).map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return names.isEmpty ? "the body" : names.joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath, key)) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(place(context.codingPath)) has the wrong type."
        default: "The body is not JSON of the expected shape."
        }
    }
}

extension HTTPFields {
    static func of(_ contentType: String) -> HTTPFields {
        var fields = HTTPFields()
        fields.set("content-type", contentType)
        return fields
    }
}
