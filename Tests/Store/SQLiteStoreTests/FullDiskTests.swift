import BroadcastModel
import GRDB
import Glibc
import Persistence
import Testing

@testable import SQLiteStore

@Suite struct `On a full disk` {
    @Test func `A write is refused as storage full, and works again when there is room`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(directory: directory.path)
        try await store.write { try $0.save(FeedRecord(id: FeedID("main"), name: "main")) }
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
        }
        let before = try await fill(store, directory.path)
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        try await works(store, before)
    }

    /// A tmpfs of 1 MiB, where this test may mount one; elsewhere the test above stands alone.
    @Test(.enabled(if: ScratchDisk.isPossible))
    func `A real one refuses, keeps what it had, goes on reading, and recovers without a restart`() async throws {
        let directory = try TemporaryDirectory()
        let disk = try ScratchDisk(at: "\(directory.path)/disk", kibibytes: 1024)
        let folder = "\(disk.path)/state"
        var store: SQLiteStore? = try SQLiteStore(directory: folder)
        for round in 1...3 {
            let ballast = try Ballast(at: "\(disk.path)/ballast", leaving: 64 * 1024)
            let open = try #require(store)
            try await open.write { try $0.save(FeedRecord(id: FeedID("round-\(round)"), name: "x")) }
            let before = try await fill(open, folder)
            withExtendedLifetime(ballast) {}
            try ballast.remove()
            try await works(open, before)
            let verdict = try await open.pool.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            #expect(verdict == ["ok"])
        }
        store = nil
        let again = try SQLiteStore(directory: folder)
        #expect(try await again.read { try $0.feeds() }.count == 3)
    }

    @Test(.enabled(if: ScratchDisk.isPossible))
    func `A disk without room for the first file is storage full, not a crash`() throws {
        let directory = try TemporaryDirectory()
        let disk = try ScratchDisk(at: "\(directory.path)/disk", kibibytes: 512)
        let ballast = try Ballast(at: "\(disk.path)/ballast", leaving: 8 * 1024)
        let fault = #expect(throws: Fault.self) { try SQLiteStore(directory: "\(disk.path)/state") }
        #expect(fault?.code == .storageFull)
        try ballast.remove()
        _ = try SQLiteStore(directory: "\(disk.path)/state")
    }

    /// Appends until it is refused; returns how many entries were accepted.
    private func fill(_ store: SQLiteStore, _ directory: String) async throws -> Int {
        let before = try await count(store)
        var accepted = before
        let fault = await #expect(throws: Fault.self) {
            for _ in 0..<2000 {
                try await store.write { try $0.append(Self.entry) }
                accepted += 1
            }
        }
        #expect(fault?.code == .storageFull)
        #expect(fault?.blame == .ours)
        #expect(fault?.message.contains(directory) == true)
        #expect(fault?.message.contains("Free some space") == true)
        #expect(try await count(store) == accepted)
        return accepted
    }

    private func works(_ store: SQLiteStore, _ before: Int) async throws {
        try await store.write { try $0.append(Self.entry) }
        #expect(try await count(store) == before + 1)
    }

    private func count(_ store: SQLiteStore) async throws -> Int {
        Int(try await store.read { try $0.audit(limit: 1, before: nil).first?.sequence } ?? 0)
    }

    private static let entry = AuditEntry(
        at: WallTime(milliseconds: 1), by: "li.na", action: "note", subject: "feed/main",
        detail: String(repeating: "满", count: 3000)
    )
}

/// A small disk of the test's own, in memory.
private final class ScratchDisk {
    let path: String

    static var isPossible: Bool {
        guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return false }
        return (try? ScratchDisk(at: "\(directory.path)/probe", kibibytes: 64)) != nil
    }

    init(at path: String, kibibytes: Int) throws {
        self.path = path
        mkdir(path, 0o700)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
            throw TemporaryDirectory.Refused(call: "mount", error: errno)
        }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }
}

/// A file that takes the room on a small disk.
private struct Ballast {
    let path: String

    init(at path: String, leaving room: Int) throws {
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TemporaryDirectory.Refused(call: "open", error: errno) }
        defer { close(descriptor) }
        var free = statvfs()
        guard fstatvfs(descriptor, &free) == 0 else { throw TemporaryDirectory.Refused(call: "statvfs", error: errno) }
        let size = Int(free.f_bavail) * Int(free.f_bsize) - room
        guard size <= 0 || posix_fallocate(descriptor, 0, size) == 0 else {
            throw TemporaryDirectory.Refused(call: "posix_fallocate", error: errno)
        }
    }

    func remove() throws {
        guard unlink(path) == 0 else { throw TemporaryDirectory.Refused(call: "unlink", error: errno) }
    }
}
