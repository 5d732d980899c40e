import BroadcastModel
import Program
import Testing

@Suite struct `The input gate` {
    private let clock = HandClock()
    private let board: Switchboard
    // 640x360 Baseline, from x264.
    private static let record: [UInt8] = [
        1, 0x42, 0xC0, 0x1E, 0xFF, 0xE1, 0, 0x16, 0x67, 0x42, 0xC0, 0x1E, 0xD9, 0x00, 0xA0, 0x2F, 0xF9, 0x70, 0x11,
        0x00, 0x00, 0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0F, 1, 0, 0,
    ]
    private static let header: [UInt8] = [0x17, 0, 0, 0, 0] + record
    private static let soundHeader: [UInt8] = [0xAF, 0, 0x12, 0x10]

    init() {
        board = Switchboard(clock: clock)
        board.openFeed(FeedID("main"), key: Secret("k"))
    }

    private var reasons: [InputGate.Reason] {
        InputGate().reasons(board.feedStatuses()[FeedID("main")] ?? FeedStatus())
    }

    private func publish() throws -> FeedPublisher {
        try board.beginPublish(application: "live", streamName: Secret("main?key=k"), peer: "test")
    }

    /// Plays `seconds` of 25 pictures a second with a sound each; keyframes every `gop` pictures.
    private func play(
        _ publisher: FeedPublisher, seconds: Int, gop: Int = 50, from first: Int = 0, composition: UInt8 = 0,
        sound: Bool = true
    ) {
        for frame in first..<(first + seconds * 25) {
            clock.milliseconds += 40
            let time = UInt32(frame * 40)
            let key: UInt8 = frame % gop == 0 ? 0x17 : 0x27
            publisher.send(.video, [key, 1, 0, 0, composition, 1], at: time)
            if sound { publisher.send(.audio, Media.sound(), at: time) }
        }
    }

    @Test func `opens for steady pictures with sound, headers and close keyframes`() throws {
        #expect(reasons == [.notConnected])
        let publisher = try publish()
        #expect(reasons == [.noPictures, .noSound])
        publisher.send(.video, Self.header, at: 0)
        publisher.send(.audio, Self.soundHeader, at: 0)
        play(publisher, seconds: 2)
        #expect(reasons == [.notSteady])
        play(publisher, seconds: 2, from: 50)
        #expect(reasons == [])
        let status = try #require(board.feedStatuses()[FeedID("main")])
        #expect(status.audioSampleRate == 44_100 && status.hasReorderedPictures == false)
        // A gap begins the count anew.
        clock.milliseconds += 1_500
        play(publisher, seconds: 1, from: 138)
        #expect(reasons == [.notSteady])
        publisher.end()
        #expect(reasons == [.notConnected])
    }

    @Test func `says what is missing, each by itself`() throws {
        let publisher = try publish()
        publisher.send(.video, [0x17, 0, 0, 0, 0, 9], at: 0)
        play(publisher, seconds: 5, sound: false)
        #expect(reasons == [.videoHeaderMissing, .noSound])
        play(publisher, seconds: 1, from: 125)
        #expect(reasons == [.videoHeaderMissing, .audioHeaderMissing])
    }

    @Test func `stays shut for keyframes that are too far apart, and for none that come any more`() throws {
        let publisher = try publish()
        publisher.send(.video, Self.header, at: 0)
        publisher.send(.audio, Self.soundHeader, at: 0)
        play(publisher, seconds: 11, gop: 125)
        #expect(reasons == [.keyframesTooFarApart])
        play(publisher, seconds: 4, gop: 25, from: 275)
        #expect(reasons == [])
        play(publisher, seconds: 5, gop: 100_000, from: 376)
        #expect(reasons == [.keyframesTooFarApart])
    }

    @Test func `a new size or a jump in time begins the count anew`() throws {
        let publisher = try publish()
        publisher.send(.video, Self.header, at: 0)
        publisher.send(.audio, Self.soundHeader, at: 0)
        play(publisher, seconds: 4)
        #expect(reasons == [])
        play(publisher, seconds: 1, from: 10_000)
        #expect(reasons == [.notSteady])
    }

    @Test func `reordered pictures are seen, and forgotten once they have stopped`() throws {
        let publisher = try publish()
        publisher.send(.video, Self.header, at: 0)
        play(publisher, seconds: 2, composition: 80)
        #expect(board.feedStatuses()[FeedID("main")]?.hasReorderedPictures == true)
        play(publisher, seconds: 11, from: 50)
        #expect(board.feedStatuses()[FeedID("main")]?.hasReorderedPictures == false)
    }
}

@Suite struct `What accounts take` {
    private var status: FeedStatus {
        var status = FeedStatus()
        status.connected = true
        status.bitsPerSecond = 8_000_000
        status.keyframeIntervalMilliseconds = 5_000
        status.hasReorderedPictures = true
        status.audioSampleRate = 32_000
        status.videoCodec = "HEVC"
        status.audioCodec = "Opus"
        return status
    }

    @Test func `is warned of once for all accounts that are concerned alike`() {
        var strict = StreamLimits(bitsPerSecond: 6_000_000, longestGOP: .seconds(2), takesReorderedPictures: false)
        strict.sampleRates = [44_100, 48_000]
        strict.videoCodecs = ["H.264"]
        strict.audioCodecs = ["AAC"]
        let warnings = InputWarning.all(
            of: status,
            for: [
                AccountID("b"): strict, AccountID("a"): strict, AccountID("free"): StreamLimits(),
                AccountID("wide"): StreamLimits(bitsPerSecond: 7_000_000),
            ])
        #expect(Set(warnings.map(\.kind)) == Set(InputWarning.Kind.allCases))
        #expect(
            warnings.filter { $0.kind == .bitrate }.map(\.accounts) == [
                [AccountID("a"), AccountID("b")], [AccountID("wide")],
            ])
        #expect(warnings.first { $0.kind == .gop }?.text == "Keyframes are 5 s apart; at most 2 s is taken.")
        #expect(!warnings.contains { $0.accounts.contains(AccountID("free")) })
    }

    @Test func `is not warned of while nothing is known, nor within what a rate wavers by`() {
        let limits = [AccountID("a"): StreamLimits(bitsPerSecond: 7_500_000, longestGOP: .seconds(5))]
        #expect(InputWarning.all(of: FeedStatus(), for: limits) == [])
        #expect(InputWarning.all(of: status, for: limits) == [])
    }
}
