import Synchronization

/// A stream key, token or password.
///
/// Every description, reflection and interpolation prints a placeholder; ``reveal()`` is the one way to the value,
/// called where a wire is written, a value is sealed, or a comparison is made. It is not `Codable` on purpose: no
/// reply, log or record can hold one.
package struct Secret: Sendable, Hashable {
    private let value: String

    package init(_ value: String) { self.value = value }

    package func reveal() -> String { value }
    package var isEmpty: Bool { value.isEmpty }

    /// Compares without telling, by its time, where two values of one length differ.
    package func matches(_ other: Secret) -> Bool {
        let mine = Array(value.utf8)
        let theirs = Array(other.value.utf8)
        var difference: UInt8 = mine.count == theirs.count ? 0 : 1
        for index in 0..<theirs.count {
            difference |= theirs[index] ^ (mine.isEmpty ? 0xFF : mine[index % mine.count])
        }
        return difference == 0 && !mine.isEmpty
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package static let placeholder = "«secret»"
    package var description: String { SecretRedaction.isOff ? value : Self.placeholder }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Whether descriptions hide secrets: always, except where a debug build was told to prove that a search would find them.
package enum SecretRedaction {
    #if DEBUG
    private static let off = Atomic(false)
    package static var isOff: Bool { off.load(ordering: .relaxed) }
    /// For one test, which plants secrets and must first see them in the open. Absent from release builds.
    package static func switchOff() { off.store(true, ordering: .relaxed) }
    #else
    package static var isOff: Bool { false }
    #endif
}
