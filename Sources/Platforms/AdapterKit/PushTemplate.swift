package import BroadcastModel

/// A push address with places to fill: `rtmp://127.0.0.1/live/{account}`.
///
/// `{account}`, `{broadcast}` and `{stream}` stand for themselves, percent-encoded; any other brace is a fault. The text
/// may hold a token, so its description is a placeholder.
package struct PushTemplate: Sendable, Hashable {
    package enum Place: String, Sendable, CaseIterable { case account, broadcast, stream }

    private enum Piece: Sendable, Hashable {
        case text(String)
        case place(Place)
    }

    private let pieces: [Piece]

    /// Throws `malformed` for an unknown or unclosed place, without repeating the text; `setting` becomes the fault's place.
    package init(_ text: String, setting: String) throws {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}"),
                let place = Place(rawValue: String(rest[rest.index(after: open)..<close]))
            else {
                throw Fault(
                    .malformed,
                    "The address template has a brace that is none of {account}, {broadcast} and {stream}.",
                    blame: .operatorSide, place: setting
                )
            }
            pieces += [.text(String(rest[..<open])), .place(place)]
            rest = rest[rest.index(after: close)...]
        }
        self.pieces = pieces + [.text(String(rest))]
    }

    package func contains(_ place: Place) -> Bool { pieces.contains(.place(place)) }

    /// The address for one account. Throws the ``Fault`` `addressInvalid` of ``PushAddress``.
    package func filled(account: AccountID, broadcast: BroadcastID, stream: String) throws -> PushAddress {
        let text = pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .place(.account): account.rawValue.percentEncoded
            case .place(.broadcast): broadcast.rawValue.percentEncoded
            case .place(.stream): stream.percentEncoded
            }
        }
        return try PushAddress(Secret(text.joined()))
    }
}

extension PushTemplate: CustomStringConvertible, CustomReflectable {
    package var description: String { Secret.placeholder }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
