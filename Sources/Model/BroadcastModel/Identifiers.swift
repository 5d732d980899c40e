/// A name that a person chose or the daemon made, typed by what it names.
///
/// Raw values are `[a-z0-9][a-z0-9._-]{0,63}`; ``isWellFormed`` tells. Whoever takes one from outside checks it.
package protocol Identifier: RawRepresentable<String>, Hashable, Comparable, Codable, Sendable, CustomStringConvertible
{
    init(rawValue: String)
}

extension Identifier {
    package init(_ rawValue: String) { self.init(rawValue: rawValue) }
    package var description: String { rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// True when the raw value is short, lower case and safe in a path, a URL and a log line.
    package var isWellFormed: Bool {
        let bytes = Array(rawValue.utf8)
        guard let first = bytes.first, bytes.count <= 64, Self.isAlphanumeric(first) else { return false }
        return bytes.allSatisfy { Self.isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}

/// One broadcast (场次).
package struct BroadcastID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// One partner's presence on one platform (账号).
package struct AccountID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// One input (信号源).
package struct FeedID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// One step of a rundown (环节); unique inside its broadcast.
package struct CueID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// One host or guest; unique inside its broadcast.
package struct PersonID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// One product on sale; unique inside its broadcast.
package struct ProductID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// Broadcasts that belong together (活动): shown together and found by it.
package struct CampaignID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// Broadcasts that one plan file planned by repeating itself (系列); the file's own id.
package struct SeriesID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// One user of the control room.
package struct UserID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
/// One adapter, named as its folder is, in lower case: `manual`, `selfhosted`.
package struct PlatformID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// An account's part in one broadcast (转播目标): the pair names it, nothing else does.
package struct DestinationID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package let broadcast: BroadcastID
    package let account: AccountID

    package init(broadcast: BroadcastID, account: AccountID) {
        self.broadcast = broadcast
        self.account = account
    }

    package var description: String { "\(broadcast)/\(account)" }
    package static func < (a: Self, b: Self) -> Bool { (a.broadcast, a.account) < (b.broadcast, b.account) }
}
