/// Code that takes bytes from strangers, with the promises that it makes whatever they are.
///
/// The libFuzzer program and the tests call ``run(_:)``; a trap in it, or a ``BrokenPromise``, is a finding.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// The chunk decoder. Input: ``FuzzInput``.
    case chunks
    /// AMF0 values and commands. Input: the values.
    case values
    /// Both halves of the handshake. Input: ``FuzzInput``.
    case handshake
    /// `IngestSession`, its owner accepting or refusing what is asked. Input: ``FuzzInput``, the body being the client's words.
    case ingest
    /// `PublishSession` against a hostile platform. Input: ``FuzzInput``, the body being the server's words.
    case publish
    /// FLV tags, and aggregate messages, which hold the same. Input: ``FuzzInput``.
    case tags
    /// Payload traits, codec headers, and the way of the messages through a switchboard to an account's wire. Input:
    /// ``FuzzInput``, the body being records as ``MediaFuzz`` reads them.
    case media

    /// Returns how far the input came: the number of messages, values or events that it made. Deterministic.
    @discardableResult
    package func run(_ bytes: [UInt8]) throws(BrokenPromise) -> Int {
        switch self {
        case .chunks: try ChunkFuzz.run(FuzzInput(bytes))
        case .values: try ValueFuzz.run(bytes)
        case .handshake: try HandshakeFuzz.run(FuzzInput(bytes))
        case .ingest: try IngestFuzz.run(FuzzInput(bytes))
        case .publish: try PublishFuzz.run(FuzzInput(bytes))
        case .tags: try TagFuzz.run(FuzzInput(bytes))
        case .media: try MediaFuzz.run(FuzzInput(bytes))
        }
    }
}
