import BroadcastModel
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The directory that a seat's ffmpeg works in, with its name, its word and a font as files: nothing of them needs escaping.
/// Removed with this object.
final class SeatWorkshop: Sendable {
    let path: String
    let hasFont: Bool

    /// `parent`: an absolute path, made when it is not there. Throws `storageFailed`.
    init(_ recipe: SeatRecipe, in parent: String) throws(Fault) {
        try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        var template = Array("\(parent)/.seat-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Fault(
                .storageFailed, "No directory can be made for a seat of a composite.", blame: .operatorSide,
                place: parent, cause: String(cString: strerror(errno)))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let texts = [SeatRecipe.nameName: recipe.name, SeatRecipe.wordName: SeatRecipe.word]
        let isWritten = texts.allSatisfy { [path] in
            FileManager.default.createFile(atPath: "\(path)/\($0.key)", contents: Data($0.value.utf8))
        }
        let font = InstalledFont.path()
        hasFont = isWritten && font.map { [path] in symlink($0, "\(path)/\(SeatRecipe.fontName)") == 0 } ?? false
    }

    /// Removes what a run before this one left behind when it was killed.
    static func removeLeftovers(in parent: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(".seat-")
        {
            try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
