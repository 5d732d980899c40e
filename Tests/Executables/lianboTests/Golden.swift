import Testing

@testable import lianbo

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Output that people read, compared with a file. `LIANBO_UPDATE_GOLDEN=1 swift test` writes the files anew: look at the difference.
enum Golden {
    static func expect(
        _ text: String, _ name: String, file: String = #filePath, at location: SourceLocation = #_sourceLocation
    ) throws {
        let folder = file.split(separator: "/").dropLast().joined(separator: "/")
        let path = "/\(folder)/Golden/\(name).txt"
        if getenv("LIANBO_UPDATE_GOLDEN") != nil { try TextFile.writePrivate(text + "\n", to: path) }
        let expected = try TextFile.read(path)
        #expect(text + "\n" == expected, "differs from Golden/\(name).txt", sourceLocation: location)
    }
}
