import BroadcastModel
import Program
import RTMPWire
import Testing

struct ProgramFormatTests {
    static func payload(_ kind: MediaKind, _ bytes: [UInt8]) -> MediaPayload {
        bytes.withUnsafeBytes { MediaPayload(kind: kind, bytes: $0) }
    }

    private static func metadata(_ properties: AMF0Object, isWrapped: Bool = true) -> MediaPayload {
        var bytes: [UInt8] = []
        if isWrapped { AMF0Value.string("@setDataFrame").encode(into: &bytes) }
        AMF0Value.string("onMetaData").encode(into: &bytes)
        AMF0Value.ecmaArray(properties).encode(into: &bytes)
        return payload(.data, bytes)
    }

    /// 1920 × 1080, High, level 4.0, as x264 writes it.
    static let video = payload(
        .video,
        [
            0x17, 0, 0, 0, 0, 1, 0x64, 0x00, 0x28, 0xFF, 0xE1, 0x00, 0x1A, 0x67, 0x64, 0x00, 0x28, 0xAC, 0xD9, 0x40,
            0x78,
            0x02, 0x27, 0xE5, 0xC0, 0x44, 0x00, 0x00, 0x03, 0x00, 0x04, 0x00, 0x00, 0x03, 0x00, 0xF0, 0x3C, 0x60, 0xC6,
            0x58, 0x01, 0x00, 0x06, 0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0,
        ])

    private static func audio(_ config: [UInt8]) -> MediaPayload { payload(.audio, [0xAF, 0] + config) }

    @Test func `Size, profile and level come from the decoder configuration`() throws {
        let format = try #require(ProgramFormat(headers: MediaHeaders(video: Self.video), measured: 30.02))
        let video = try #require(format.video)
        #expect((video.width, video.height) == (1920, 1080))
        #expect(video.profile == 100)
        #expect(video.level == 40)
        #expect(video.frameRate == ProgramFormat.FrameRate(30, 1))
        #expect(format.audio == nil)
    }

    @Test(arguments: [true, false])
    func `Of another codec the size is taken from the metadata`(isWrapped: Bool) throws {
        let headers = MediaHeaders(
            metadata: Self.metadata(
                ["width": .number(1080), "height": .number(1920), "framerate": .number(25)], isWrapped: isWrapped),
            video: Self.payload(.video, [0x1C, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]))
        let video = try #require(ProgramFormat(headers: headers)?.video)
        #expect((video.width, video.height, video.profile) == (1080, 1920, nil))
        #expect(video.frameRate.numerator == 25)
    }

    @Test(
        arguments: [
            (29.97, nil, 30_000, 1_001), (29.97, 30.0, 30_000, 1_001), (30.0, 29.9, 30, 1), (60.0, 30.1, 30, 1),
            (nil, 24.98, 25, 1),
            (nil, nil, 25, 1), (1000.0, 50.0, 50, 1), (0.0, 15.1, 15, 1), (23.976, nil, 24_000, 1_001),
            (12.5, nil, 25, 2),
        ] as [(Double?, Double?, Int, Int)])
    func `The stated frame rate counts unless what is seen contradicts it`(
        stated: Double?, seen: Double?, numerator: Int, denominator: Int
    ) throws {
        let metadata = stated.map { Self.metadata(["framerate": .number($0)]) }
        let headers = MediaHeaders(metadata: metadata, video: Self.video)
        let rate = try #require(ProgramFormat(headers: headers, measured: seen)?.video?.frameRate)
        #expect(rate == ProgramFormat.FrameRate(numerator, denominator))
    }

    @Test(
        arguments: [
            ([0x12, 0x10], 44_100, 2), ([0x11, 0x88], 48_000, 1), ([0x11, 0x90], 48_000, 2), ([0x11, 0xB0], 48_000, 6),
            // With spectral band replication: 22,050 Hz inside, 44,100 Hz heard.
            ([0x2B, 0x92, 0x08, 0x00], 44_100, 2),
            // A rate written out.
            ([0x17, 0x80, 0x16, 0x0D, 0x90], 11_291, 2),
        ] as [([UInt8], Int, Int)])
    func `Sample rate and channels come from the sound's configuration`(
        config: [UInt8], rate: Int, channels: Int
    ) throws {
        let audio = try #require(ProgramFormat(headers: MediaHeaders(audio: Self.audio(config)))?.audio)
        #expect(audio.sampleRate == rate)
        #expect(audio.channels == channels)
    }

    @Test func `Headers that are cut short or strange give nothing, and do not trap`() {
        let whole = Self.video.bytes
        for length in 1..<whole.count {
            let cut = Self.payload(.video, Array(whole.prefix(length)))
            if let format = ProgramFormat(headers: MediaHeaders(video: cut)) { #expect(format.video?.width == 1920) }
        }
        for config: [UInt8] in [[0xFF, 0xFF], [0x12], [0x17, 0x80], [0x10, 0x00], [0xF8, 0, 0]] {
            #expect(ProgramFormat(headers: MediaHeaders(audio: Self.audio(config))) == nil)
        }
        #expect(ProgramFormat(headers: MediaHeaders()) == nil)
    }

    @Test func `A log's own pictures tell the frame rate`() throws {
        let log = MediaLog()
        let now = MonotonicTime(nanoseconds: 1)
        log.append(MediaMessage(payload: Self.video, timestamp: 0), writtenAt: now)
        for picture in 0..<100 {
            let payload = Self.payload(.video, [picture == 0 ? 0x17 : 0x27, 1, 0, 0, 0, 9])
            log.append(MediaMessage(payload: payload, timestamp: Int64(picture) * 1000 / 60), writtenAt: now)
        }
        let format = try #require(ProgramFormat(log: log))
        #expect(format.video?.frameRate == ProgramFormat.FrameRate(60, 1))
    }
}
