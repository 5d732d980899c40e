import BroadcastModel
import FoundationEssentials
import RTMPWire

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Finished slates on disk, each an FLV file that a player can open, with what it was made of written in front.
///
/// A file is written whole under another name and then renamed, so that a reader finds all of it or nothing. What cannot be read is
/// made again.
struct SlateShelf: Sendable {
    /// Files kept; the oldest go.
    static let mostFiles = 64
    private static let labelName = "lianboSlate"
    private static let suffix = ".slate.flv"

    /// Absolute path; made (0700) when it is not there.
    let directory: String

    /// The slate kept under `key`; nil when there is none or it does not read well.
    func take(_ key: String, recipe: SlateRecipe) -> SlateClip? {
        let path = file(key)
        var status = stat()
        guard stat(path, &status) == 0, status.st_size > 0, status.st_size <= SlateClip.mostBytes + (4 << 20),
            let data = FileManager.default.contents(atPath: path)
        else { return nil }
        var gathering = SlateGathering()
        guard (try? data.withUnsafeBytes({ try gathering.take($0) })) != nil, gathering.label == Self.label(key) else {
            return nil
        }
        return try? gathering.clip(recipe, dropping: 0)
    }

    /// Throws `storageFailed` or `storageFull`; the slate itself is not harmed.
    func put(_ clip: SlateClip, _ key: String) throws(Fault) {
        try prepare()
        prune()
        let path = file(key)
        let draft = "\(path).\(getpid()).draft"
        defer { unlink(draft) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failed("written") }
        var isWhole = Self.write(Self.bytes(clip, key), to: descriptor)
        isWhole = fsync(descriptor) == 0 && isWhole
        let code = errno
        isWhole = close(descriptor) == 0 && isWhole
        errno = isWhole ? errno : code
        guard isWhole, rename(draft, path) == 0 else { throw Self.failed("written") }
    }

    /// Makes the directory. Throws `storageFailed`.
    func prepare() throws(Fault) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Fault(
                .storageFailed, "The directory for slates cannot be made.", blame: .operatorSide, place: directory,
                cause: "\(error)")
        }
    }

    private func file(_ key: String) -> String { "\(directory)/\(Self.digest(key))\(Self.suffix)" }

    private func prune() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let files = names.filter { $0.hasSuffix(Self.suffix) }.map { name -> (path: String, time: Int) in
            var status = stat()
            _ = stat("\(directory)/\(name)", &status)
            return ("\(directory)/\(name)", status.st_mtim.tv_sec)
        }
        guard files.count >= Self.mostFiles else { return }
        for file in files.sorted(by: { $0.time < $1.time }).prefix(files.count - Self.mostFiles + 1) {
            unlink(file.path)
        }
    }

    // MARK: The file

    private static func bytes(_ clip: SlateClip, _ key: String) -> [UInt8] {
        let writer = FLVTagWriter()
        var bytes = writer.header(hasAudio: !clip.sounds.isEmpty, hasVideo: !clip.pictures.isEmpty)
        bytes += writer.tag(FLVTag(typeID: MessageType.data, timestamp: 0, payload: label(key)))
        for header in [clip.headers.video, clip.headers.audio].compactMap({ $0 }) {
            bytes += writer.tag(FLVTag(typeID: header.kind.rawValue, timestamp: 0, payload: header.bytes))
        }
        let pictures = clip.pictures.enumerated().map { index, payload in
            (index * 1000 * clip.frameRate.denominator / clip.frameRate.numerator, payload)
        }
        let sounds = clip.sounds.enumerated().map { index, payload in
            (index * 1000 * SlateClip.samplesPerSound / max(1, clip.sampleRate), payload)
        }
        for (time, payload) in (pictures + sounds).sorted(by: { $0.0 < $1.0 }) {
            bytes += writer.tag(
                FLVTag(typeID: payload.kind.rawValue, timestamp: UInt32(time), payload: payload.bytes))
        }
        return bytes
    }

    private static func label(_ key: String) -> [UInt8] {
        var bytes: [UInt8] = []
        AMF0Value.string(labelName).encode(into: &bytes)
        AMF0Value.string(key).encode(into: &bytes)
        return bytes
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }

    private static func failed(_ what: String) -> Fault {
        let code = errno
        return Fault(
            code == ENOSPC || code == EDQUOT ? .storageFull : .storageFailed, "A slate cannot be \(what) on disk.",
            blame: .operatorSide, cause: String(cString: strerror(code)))
    }

    /// FNV-1a over 128 bits: only a name; the key itself stands in the file and is compared.
    private static func digest(_ key: String) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in key.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 32 - text.count) + text
    }
}
