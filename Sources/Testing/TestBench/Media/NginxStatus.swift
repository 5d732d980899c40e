/// What the status page of nginx-rtmp says, as far as the bench asks.
package struct NginxStatus: Hashable, Sendable {
    package struct Stream: Hashable, Sendable {
        package var name: String
        package var isPublishing: Bool
        /// Publisher, players and outgoing relays together.
        package var clients: Int
        package var bytesIn: UInt64
        package var bytesOut: UInt64
        /// Nil until the publisher has said what its picture is.
        package var width: Int?
        package var height: Int?
    }

    package var streams: [Stream]

    /// Reads the page; what it does not know it passes over.
    package init(xml: String) {
        streams = Self.blocks("stream", in: xml[...]).map { block in
            // A client block has fields named as the stream's own are: they go first.
            let own = Self.without("client", in: block)
            return Stream(
                name: Self.text("name", in: own) ?? "", isPublishing: own.contains("<publishing/>"),
                clients: Self.text("nclients", in: own).flatMap { Int($0) } ?? 0,
                bytesIn: Self.text("bytes_in", in: own).flatMap { UInt64($0) } ?? 0,
                bytesOut: Self.text("bytes_out", in: own).flatMap { UInt64($0) } ?? 0,
                width: Self.text("width", in: own).flatMap { Int($0) },
                height: Self.text("height", in: own).flatMap { Int($0) }
            )
        }
    }

    package func stream(_ name: String) -> Stream? { streams.first { $0.name == name } }

    private static func blocks(_ tag: String, in text: Substring) -> [Substring] {
        text.split(separator: "<\(tag)>", omittingEmptySubsequences: false).dropFirst().map { part in
            part.split(separator: "</\(tag)>", maxSplits: 1, omittingEmptySubsequences: false)[0]
        }
    }

    private static func without(_ tag: String, in text: Substring) -> Substring {
        let parts = text.split(separator: "<\(tag)>", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(into: parts[0]) { kept, part in
            kept +=
                part.split(separator: "</\(tag)>", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
                ?? ""
        }
    }

    private static func text(_ tag: String, in text: Substring) -> String? {
        blocks(tag, in: text).first.map(String.init)
    }
}
