import BroadcastModel
import FoundationEssentials
import Glibc
import Persistence
import Sealing
import Testing

@Suite struct `The vault with a key file` {
    private let directory: Folder
    private var keyFile: String { "\(directory.path)/lianbo.key" }

    init() throws { directory = try Folder() }

    @Test func `Makes the key at the first start, for its owner's eyes, and finds it again`() throws {
        let old = umask(0)
        defer { umask(old) }
        let sealed = try FileKeyVault(keyFile: keyFile).seal(Secret("live_key?sign=a/b+c=="), as: .monitorToken)
        #expect(try FileKeyVault(keyFile: keyFile).open(sealed, as: .monitorToken).reveal() == "live_key?sign=a/b+c==")
        var status = stat()
        #expect(stat(keyFile, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o600)
        #expect(status.st_size == 45)
        #expect(status.st_nlink == 1)
        #expect(directory.names() == ["lianbo.key"])
    }

    @Test func `Two vaults that start at once on no key end with one key`() async throws {
        let keyFile = keyFile
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try FileKeyVault(keyFile: keyFile).keyID } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(directory.names() == ["lianbo.key"])
    }

    @Test(arguments: ["", "短", "rtmp://host/app/键?sign=1#x", String(repeating: "k", count: 5000)])
    func `What was sealed opens as it was`(_ text: String) throws {
        let vault = try FileKeyVault(keyFile: keyFile)
        let sealed = try vault.seal(Secret(text), as: .pushAddress(AccountID("a1")))
        #expect(sealed.keyID == vault.keyID)
        #expect(try vault.open(sealed, as: .pushAddress(AccountID("a1"))).reveal() == text)
    }

    @Test func `Sealing the same twice gives different bytes`() throws {
        let vault = try FileKeyVault(keyFile: keyFile)
        #expect(try vault.seal(Secret("same"), as: .monitorToken) != vault.seal(Secret("same"), as: .monitorToken))
    }

    @Test func `A change of any byte is refused, and the refusal tells nothing`() throws {
        let vault = try FileKeyVault(keyFile: keyFile)
        let sealed = try vault.seal(Secret("canary"), as: .monitorToken)
        for index in sealed.bytes.indices {
            var tampered = sealed
            tampered.bytes[index] ^= 1
            let fault = #expect(throws: Fault.self) { try vault.open(tampered, as: .monitorToken) }
            #expect(fault?.code == .storageFailed)
            #expect(fault?.description.contains("canary") == false)
        }
        for length in 0..<sealed.bytes.count {
            let short = SealedBytes(keyID: sealed.keyID, bytes: Array(sealed.bytes.prefix(length)))
            #expect(throws: Fault.self) { try vault.open(short, as: .monitorToken) }
        }
    }

    @Test func `A secret that was moved to another owner or kind is refused`() throws {
        let vault = try FileKeyVault(keyFile: keyFile)
        let sealed = try vault.seal(Secret("key"), as: .pushAddress(AccountID("a1")))
        for reference in [
            .pushAddress(AccountID("a2")), .credential(AccountID("a1")), SecretReference.streamKey(FeedID("a1")),
        ] {
            #expect(throws: Fault.self) { try vault.open(sealed, as: reference) }
        }
    }

    @Test func `Another key's secret is refused by the name of the key, and by the seal when the name lies`() throws {
        let mine = try FileKeyVault(keyFile: keyFile)
        let other = try FileKeyVault(keyFile: "\(directory.path)/other.key")
        var sealed = try other.seal(Secret("key"), as: .monitorToken)
        let fault = #expect(throws: Fault.self) { try mine.open(sealed, as: .monitorToken) }
        #expect(fault?.message.contains(other.keyID) == true)
        sealed.keyID = mine.keyID
        #expect(throws: Fault.self) { try mine.open(sealed, as: .monitorToken) }
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o666, 0o610, 0o601] as [mode_t])
    func `A key file that others may touch is refused`(_ mode: mode_t) throws {
        _ = try FileKeyVault(keyFile: keyFile)
        chmod(keyFile, mode)
        try refused(saying: "chmod 600")
    }

    @Test(arguments: [
        "", "\n", "short", String(repeating: "A", count: 43), String(repeating: "A", count: 44),
        String(repeating: "A", count: 88), String(repeating: "A", count: 300),
    ])
    func `A key file without a whole key is refused and kept`(_ text: String) throws {
        try directory.put(text, "lianbo.key")
        try refused(saying: "does not hold a key")
        var status = stat()
        #expect(stat(keyFile, &status) == 0 && status.st_size == text.utf8.count)
    }

    @Test func `A key that a person made is taken`() throws {
        try directory.put("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "lianbo.key")
        // First 8 digits of `printf 0123456789abcdef0123456789abcdef | sha256sum`.
        #expect(try FileKeyVault(keyFile: keyFile).keyID == "3eb1bd43")
    }

    @Test func `A symbolic link, a directory and a pipe are refused at once`() throws {
        _ = try FileKeyVault(keyFile: "\(directory.path)/real.key")
        symlink("\(directory.path)/real.key", keyFile)
        try refused(saying: "symbolic link")
        unlink(keyFile)
        symlink("\(directory.path)/nowhere", keyFile)
        try refused(saying: "symbolic link")
        unlink(keyFile)
        mkdir(keyFile, 0o700)
        try refused(saying: "plain file")
        rmdir(keyFile)
        mkfifo(keyFile, 0o600)
        try refused(saying: "plain file")
    }

    @Test(.enabled(if: geteuid() == 0))
    func `Another user's key file is refused`() throws {
        _ = try FileKeyVault(keyFile: keyFile)
        chown(keyFile, 12345, 12345)
        try refused(saying: "belongs to user number 12345")
    }

    @Test func `A place where no file can be made is refused by name`() throws {
        let fault = #expect(throws: Fault.self) { try FileKeyVault(keyFile: "\(directory.path)/missing/lianbo.key") }
        #expect(fault?.code == .storageFailed)
        #expect(fault?.message.contains("missing/lianbo.key") == true)
    }

    @Test func `A fingerprint is the same for the same secret and key, and different otherwise`() throws {
        let vault = try FileKeyVault(keyFile: keyFile)
        let print = vault.fingerprint(of: Secret("a"))
        #expect(print.utf8.count == 8 && print.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(try FileKeyVault(keyFile: keyFile).fingerprint(of: Secret("a")) == print)
        #expect(vault.fingerprint(of: Secret("b")) != print)
        #expect(try FileKeyVault(keyFile: "\(directory.path)/other.key").fingerprint(of: Secret("a")) != print)
    }

    private func refused(saying words: String, at location: SourceLocation = #_sourceLocation) throws {
        let fault = #expect(throws: Fault.self, sourceLocation: location) { try FileKeyVault(keyFile: keyFile) }
        #expect(fault?.code == .storageFailed, sourceLocation: location)
        #expect(fault?.message.contains(words) == true, "\(String(describing: fault))", sourceLocation: location)
        #expect(fault?.message.contains(keyFile) == true, sourceLocation: location)
    }
}

@Suite struct `Tokens` {
    @Test func `The hash is SHA-256 of the text`() {
        let hash = TokenHash.sha256(Secret("abc")).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `A new token is 43 characters that are safe in a URL, and never the same`() {
        let tokens = (0..<500).map { _ in randomToken().reveal() }
        #expect(Set(tokens).count == 500)
        #expect(tokens.allSatisfy { $0.utf8.count == 43 })
        let characters = Set(tokens.joined())
        #expect(characters == Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
    }
}

/// A folder of the test's own, removed with everything inside when the value goes.
private final class Folder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/lianbo-seal-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func put(_ text: String, _ name: String) throws {
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    func names() -> [String] {
        guard let listing = opendir(path) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }
}
