import Foundation

/// Files beside this adapter's tests.
enum Fixture {
    static func read(_ name: String, file: String = #filePath) throws -> [UInt8] {
        let tests = URL(fileURLWithPath: file).resolvingSymlinksInPath().deletingLastPathComponent()
        return Array(try Data(contentsOf: tests.deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)")))
    }
}
