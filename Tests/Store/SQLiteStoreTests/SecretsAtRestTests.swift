import BroadcastModel
import Persistence
import SQLiteStore
import Sealing
import Testing

@Suite struct `Secrets at rest` {
    @Test func `A sealed secret is nowhere in the files, and the search would have found it`() async throws {
        let directory = try TemporaryDirectory()
        let vault = try FileKeyVault(keyFile: "\(directory.path)/lianbo.key")
        let canary = randomToken()
        let planted = randomToken()
        let store = try SQLiteStore(directory: directory.path)
        let sealed = try vault.seal(canary, as: .streamKey(FeedID("main")))
        try await store.write { store in
            try store.seal(sealed, as: .streamKey(FeedID("main")))
            try store.append(
                AuditEntry(at: WallTime(milliseconds: 1), by: "x", action: "x", subject: "x", detail: planted.reveal()))
        }
        let files = ["lianbo.sqlite", "lianbo.sqlite-wal", "lianbo.sqlite-shm"].compactMap {
            contents(of: "\(directory.path)/\($0)")
        }
        #expect(files.count == 3)
        #expect(files.contains { $0.contains(planted.reveal()) })
        let text = canary.reveal()
        let hexadecimal = text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        for needle in [text, String(text.prefix(8)), String(text.suffix(8)), hexadecimal, hexadecimal.uppercased()] {
            #expect(!files.contains { $0.contains(needle) })
        }
        let stored = try #require(try await store.read { try $0.sealed(.streamKey(FeedID("main"))) })
        #expect(try vault.open(stored, as: .streamKey(FeedID("main"))) == canary)
    }

    @Test func `Swapping two rows in the database opens neither`() async throws {
        let directory = try TemporaryDirectory()
        let vault = try FileKeyVault(keyFile: "\(directory.path)/lianbo.key")
        let store = try SQLiteStore(directory: directory.path)
        let main = SecretReference.streamKey(FeedID("main"))
        let backup = SecretReference.streamKey(FeedID("backup"))
        let first = try vault.seal(randomToken(), as: main)
        let second = try vault.seal(randomToken(), as: backup)
        try await store.write { store in
            try store.seal(second, as: main)
            try store.seal(first, as: backup)
        }
        for reference in [main, backup] {
            let stored = try #require(try await store.read { try $0.sealed(reference) })
            #expect(throws: Fault.self) { try vault.open(stored, as: reference) }
        }
    }
}
