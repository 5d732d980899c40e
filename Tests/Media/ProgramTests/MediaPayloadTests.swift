import Program
import Testing

@Suite struct `Media payloads` {
    @Test(arguments: [1, 59_999, 60_000, 60_001, 120_000, 120_001, 200_000])
    func `stand framed with one inner header after each chunk and give back their bytes`(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let payload = Media.payload(.video, bytes)
        let inner = (length - 1) / MediaPayload.chunkSize
        #expect(payload.count == length)
        #expect(payload.framed.count == length + inner)
        #expect(payload.bytes == bytes)
        for index in 0..<inner {
            #expect(payload.framed[(index + 1) * MediaPayload.chunkSize + index] == 0xC6)
        }
    }

    @Test func `know keyframes, headers and pictures of AVC, domestic HEVC and FourCC codecs`() {
        #expect(Media.payload(.video, Media.keyframe()).traits == [.keyframe, .picture])
        #expect(Media.payload(.video, Media.picture()).traits == .picture)
        #expect(Media.payload(.video, Media.videoHeader()).traits == .header)
        #expect(Media.payload(.video, [0x17, 2]).traits == [])
        #expect(Media.payload(.video, [0x1C, 0]).traits == .header)
        #expect(Media.payload(.video, [0x1C, 1]).traits == [.keyframe, .picture])
        #expect(Media.payload(.video, [0x90] + Array("hvc1".utf8)).traits == .header)
        #expect(Media.payload(.video, [0x91] + Array("hvc1".utf8)).traits == [.keyframe, .picture])
        #expect(Media.payload(.video, [0xA3] + Array("av01".utf8)).traits == .picture)
        #expect(Media.payload(.audio, Media.audioHeader()).traits == .header)
        #expect(Media.payload(.audio, Media.sound()).traits == [])
        #expect(Media.payload(.audio, [0x90] + Array("Opus".utf8)).traits == .header)
        #expect(Media.payload(.video, [0x17]).traits == [])
        #expect(Media.payload(.data, Media.metadata).isMetadata)
        #expect(!Media.payload(.data, [2, 0, 10, 1]).isMetadata)
    }
}
