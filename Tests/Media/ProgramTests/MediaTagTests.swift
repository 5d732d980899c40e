import Program
import Testing

@Suite struct `The head of a message` {
    private static let hevc = Array("hvc1".utf8)
    private static let av1 = Array("av01".utf8)
    private static let opus = Array("Opus".utf8)

    private func tag(_ kind: MediaKind, _ bytes: [UInt8]) throws -> MediaTag {
        try #require(bytes.withUnsafeBytes { MediaTag(kind, $0) })
    }

    @Test func `tells B-frames by their composition time, forward and back`() throws {
        #expect(try tag(.video, [0x27, 1, 0, 0, 80, 9]).compositionTime == 80)
        #expect(try tag(.video, [0x27, 1, 0xFF, 0xFF, 0xD8, 9]).compositionTime == -40)
        #expect(try tag(.video, [0x2C, 1, 0, 1, 0]).compositionTime == 256)
        #expect(try tag(.video, [0xA1] + Self.hevc + [0, 0, 33, 7]).compositionTime == 33)
        #expect(try tag(.video, [0xA3] + Self.hevc + [0, 0, 33, 7]).compositionTime == 0)
        #expect(try tag(.video, [0xA1] + Self.av1 + [0, 0, 33, 7]).compositionTime == 0)
    }

    @Test func `finds the codec's own bytes`() throws {
        #expect(try tag(.video, [0x17, 0, 0, 0, 0, 1]).bodyOffset == 5)
        #expect(try tag(.video, [0x90] + Self.av1 + [0x81]).bodyOffset == 5)
        #expect(try tag(.video, [0xA1] + Self.hevc + [0, 0, 33, 7]).bodyOffset == 8)
        #expect(try tag(.audio, [0xAF, 0, 0x12, 0x10]).bodyOffset == 2)
        #expect(try tag(.audio, [0x90] + Self.opus + Array("OpusHead".utf8)).bodyOffset == 5)
    }

    @Test func `knows a track by its number, and starts at keyframes of the first only`() throws {
        // ExVideoTagHeader: Multitrack (6), then type and packet type, FourCC, track.
        let second = try tag(.video, [0x96, 0x01] + Self.hevc + [1, 0, 0, 0, 5])
        #expect(second.track == 1 && second.content == .frame && second.isKeyframe)
        #expect(Media.payload(.video, [0x96, 0x01] + Self.hevc + [1, 0, 0, 0, 5]).traits == .picture)
        #expect(Media.payload(.video, [0x96, 0x01] + Self.hevc + [0, 0, 0, 0, 5]).traits == [.keyframe, .picture])
        #expect(Media.payload(.video, [0x96, 0x00] + Self.hevc + [1, 9]).traits == .header)
        // ManyTracks: each with its length.
        let many = try tag(.video, [0x96, 0x11] + Self.av1 + [0, 0, 0, 4, 1, 2, 3, 4])
        #expect(many.track == 0 && many.isKeyframe && many.codec == "av01")
        // Of sound, Multitrack is 5 and 4 says where channels are.
        #expect(Media.payload(.audio, [0x95, 0x00] + Self.opus + [1, 9]).traits == .header)
        #expect(Media.payload(.audio, [0x94] + Self.opus + [0, 2]).traits == .header)
        #expect(Media.payload(.audio, [0x91] + Self.opus + [7]).traits == [])
    }

    @Test func `looks behind modifiers`() throws {
        // ModEx (7): size less one, bytes, then type and the real packet type.
        #expect(
            Media.payload(.video, [0x97, 2, 1, 2, 3, 0x01] + Self.hevc + [0, 0, 0]).traits == [.keyframe, .picture])
        #expect(Media.payload(.video, [0x97, 0xFF, 0, 1, 5, 5, 0x00] + Self.av1 + [0x81]).traits == .header)
        #expect(
            Media.payload(.video, [0x97, 0, 9, 0x07, 0, 9, 0x03] + Self.av1 + [1]).traits == [.keyframe, .picture])
    }

    @Test func `of commands and ends is neither a picture nor a header`() {
        #expect(Media.payload(.video, [0xD1, 0]).traits == [])
        #expect(Media.payload(.video, [0x92] + Self.hevc).traits == [])
        #expect(Media.payload(.video, [0x57, 1, 0, 0, 0]).traits == [])
    }

    @Test func `however it is cut, traps nothing and moves no byte`() {
        let samples: [[UInt8]] = [
            [0x97, 0xFF, 0, 1, 5, 5, 0x00] + Self.av1 + [0x81], [0x96, 0x11] + Self.av1 + [0, 0, 0, 4, 1, 2, 3, 4],
            [0xA1] + Self.hevc + [0, 0, 33, 7], [0x17, 1, 0, 0, 0, 1], [0x95, 0x20] + Self.opus + [1, 0, 0, 1, 9],
        ]
        for sample in samples {
            for count in 1...sample.count {
                for kind in [MediaKind.video, .audio] {
                    let cut = Array(sample.prefix(count))
                    let payload = Media.payload(kind, cut)
                    #expect(payload.bytes == cut)
                    if let tag = payload.tag { #expect(tag.bodyOffset <= count) }
                }
            }
        }
    }
}

@Suite struct `Headers of several tracks` {
    @Test func `stand side by side, each replaced by its own, and go out before the first picture`() throws {
        let log = MediaLog()
        let first: [UInt8] = [0x90] + Array("hvc1".utf8) + [1]
        let second: [UInt8] = [0x96, 0x00] + Array("hvc1".utf8) + [1, 1]
        let newer: [UInt8] = [0x96, 0x00] + Array("hvc1".utf8) + [1, 2]
        let colours: [UInt8] = [0x94] + Array("hvc1".utf8) + [3]
        let sound: [UInt8] = [0x90] + Array("Opus".utf8) + [4]
        for header in [first, second, colours, newer] { log.append(.video, header, at: 0) }
        log.append(.audio, sound, at: 0)
        log.append(.video, [0x91] + Array("hvc1".utf8) + [0, 0, 0, 5], at: 0)
        let start = try #require(log.newestStart)
        let headers = try #require(log.read(from: start, limit: 1).entries.first?.start)
        #expect(headers.inOrder.map(\.bytes) == [first, sound, newer, colours])
        #expect(headers.video?.bytes == first)
    }

    @Test func `are kept up to a number, so that a stranger cannot grow us`() {
        var headers = MediaHeaders()
        let log = MediaLog()
        for track in 1...200 { log.append(.video, [0x96, 0x00] + Array("hvc1".utf8) + [UInt8(track), 1], at: 0) }
        headers = log.headers
        #expect(headers.others.count == MediaHeaders.mostOthers)
    }
}
