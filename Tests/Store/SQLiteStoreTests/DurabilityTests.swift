import BroadcastModel
import GRDB
import Glibc
import Persistence
import Testing

@testable import SQLiteStore

@Suite struct `After kill -9` {
    @Test(.timeLimit(.minutes(3)))
    func `Every write that was acknowledged is there, whole and in order`() async throws {
        let directory = try TemporaryDirectory()
        var random = SystemRandomNumberGenerator()
        for round in 1...25 {
            let driver = try KillDriver(directory: directory.path)
            // Mid-write, at the start of one, or in the middle of opening: wherever the kill finds it.
            #expect(driver.acknowledged(atLeast: Int.random(in: 1...40, using: &random)))
            usleep(UInt32.random(in: 0...4000, using: &random))
            let last = try #require(driver.killAndReadLast())

            let store = try SQLiteStore(directory: directory.path)
            let (record, log, audit, samples) = try await store.read { store in
                (
                    try store.broadcast(BroadcastID("killed")), try store.asRun(of: BroadcastID("killed")),
                    try store.audit(subject: "broadcast/killed", afterRevision: 0),
                    try store.samples(of: BroadcastID("killed"), since: WallTime(milliseconds: 0))
                )
            }
            let revision = try #require(record?.revision)
            #expect(revision == last || revision == last + 1, "round \(round): acknowledged \(last), found \(revision)")
            #expect(audit.map(\.revision) == (2...revision).map { $0 })
            #expect(audit.map(\.sequence) == Array(1..<revision))
            #expect(log.map(\.title) == (2...revision).map { "\($0)" })
            #expect(log.map(\.sequence) == Array(1..<revision))
            #expect(samples.map(\.value) == (2...revision).flatMap { [$0, $0, $0] })
            let verdict = try await store.pool.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            #expect(verdict == ["ok"])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `A kill while the file is being made leaves one that opens`() async throws {
        var random = SystemRandomNumberGenerator()
        for _ in 1...20 {
            let directory = try TemporaryDirectory()
            let driver = try KillDriver(directory: directory.path)
            usleep(UInt32.random(in: 0...60_000, using: &random))
            _ = driver.killAndReadLast()
            let store = try SQLiteStore(directory: directory.path)
            try await store.write { try $0.save(FeedRecord(id: FeedID("main"), name: "main")) }
            #expect(try await store.read { try $0.feeds() }.count == 1)
        }
    }
}

@Suite struct `The lock on the data directory` {
    @Test func `A second one is refused, and told who holds it and where`() throws {
        let directory = try TemporaryDirectory()
        let first = try DataDirectoryLock(directory: directory.path)
        let fault = #expect(throws: Fault.self) { try DataDirectoryLock(directory: directory.path) }
        #expect(fault?.code == .conflict)
        #expect(fault?.message.contains("Process \(getpid()) ") == true)
        #expect(fault?.message.contains(directory.path) == true)
        withExtendedLifetime(first) {}
    }

    @Test func `It is free again when its holder goes, and names the new one`() throws {
        let directory = try TemporaryDirectory()
        do { _ = try DataDirectoryLock(directory: directory.path) }
        try put("99999999999999 a long leftover", into: "\(directory.path)/lianbod.lock")
        let second = try DataDirectoryLock(directory: directory.path)
        #expect(contents(of: "\(directory.path)/lianbod.lock") == Array("\(getpid())\n".utf8))
        withExtendedLifetime(second) {}
    }

    @Test func `Another process's lock holds until that process is killed`() throws {
        let directory = try TemporaryDirectory()
        let driver = try KillDriver(directory: directory.path)
        #expect(driver.acknowledged(atLeast: 1))
        let fault = #expect(throws: Fault.self) { try DataDirectoryLock(directory: directory.path) }
        #expect(fault?.message.contains("Process \(driver.process) ") == true)
        _ = driver.killAndReadLast()
        _ = try DataDirectoryLock(directory: directory.path)
    }

    @Test func `A child process does not inherit it`() throws {
        let directory = try TemporaryDirectory()
        let elsewhere = try TemporaryDirectory()
        let lock = try DataDirectoryLock(directory: directory.path)
        let child = try KillDriver(directory: elsewhere.path)
        #expect(child.acknowledged(atLeast: 1))
        let open = child.openFiles()
        #expect(open.contains("\(elsewhere.path)/lianbod.lock"))
        #expect(!open.contains("\(directory.path)/lianbod.lock"))
        withExtendedLifetime(lock) {}
    }
}
