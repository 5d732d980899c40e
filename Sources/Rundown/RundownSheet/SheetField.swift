/// What a column can hold; the names are those that the plan file uses for a cue.
package enum SheetField: String, Hashable, Sendable, CaseIterable, Comparable {
    case id, at, kind, title, guest, product, length
    case byHand = "by-hand"
    case late, gap, wave, quantity, feed, group, text, until, room, assignee, note

    /// Without these a sheet is hardly a rundown.
    package static let required: [SheetField] = [.at, .kind]

    /// Texts that may be times are brought into one form.
    package var mayBeTime: Bool {
        switch self {
        case .at, .length, .late, .gap, .until: true
        default: false
        }
    }

    /// A time of day makes no sense for these.
    var isCounted: Bool { self == .length || self == .gap }

    /// In the order in which they are written.
    package static func < (a: SheetField, b: SheetField) -> Bool { a.place < b.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
