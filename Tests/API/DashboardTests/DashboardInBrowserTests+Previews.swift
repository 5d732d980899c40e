import ControlWire
import Foundation
import TestBench
import Testing

/// Pictures of guests before their cue.
extension DashboardInBrowserTests {
    private static func jpeg(_ colour: String, in directory: ScratchDirectory) async throws -> [UInt8] {
        let path = directory.file("\(colour).jpg")
        let run = try await ProgramRun.run(
            ChildCommand(
                .ffmpeg,
                ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "color=\(colour):s=320x180", "-frames:v", "1", path]),
            within: .seconds(30))
        guard run.end.isSuccess else { throw BenchFailure("ffmpeg: \(run.standardError)") }
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    private static func board(connected: Bool) -> BoardDTO {
        var board = Boards.onAir()
        var feed = Boards.feeds(connected: connected)[0]
        feed.id = "guest"
        feed.isProgram = false
        board.feeds.append(feed)
        board.rundown.guests = [("wang", "guest"), ("li", nil)].map { id, feed in
            GuestDTO(
                id: id, name: id, role: nil, stage: "ready", missing: nil, needsConsent: false, needsAgeCheck: false,
                consentBy: nil, ageBy: nil, arrivedAt: nil, feed: feed, arrivesMilliseconds: nil,
                expectedMilliseconds: nil)
        }
        return board
    }

    @Test func theGreenRoomShowsWhatGuestsBringAndSaysWhenItIsOldOrAbsent() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory(named: "previews")
            let (red, blue) = (
                try await Self.jpeg("red", in: directory), try await Self.jpeg("blue", in: directory)
            )
            try await use(.init(previews: ["guest": .init(jpeg: red, age: 40)]), board: Self.board(connected: true)) {
                page, daemon in
                let preview = "document.querySelector('.guest:nth-child(1) .preview')"
                let picture = "\(preview).querySelector('img')"
                /// Red and blue of the middle of the picture, as it is drawn.
                func wait(_ what: String, _ condition: String) async throws {
                    try await page.wait(
                        what,
                        until: """
                            (() => {
                                const image = \(picture);
                                if (image.hidden || !image.complete || image.naturalWidth !== 320 || image.naturalHeight !== 180) return false;
                                const canvas = document.createElement("canvas");
                                canvas.width = canvas.height = 1;
                                canvas.getContext("2d").drawImage(image, 0, 0, 1, 1);
                                const [red, , blue] = canvas.getContext("2d").getImageData(0, 0, 1, 1).data;
                                return \(condition);
                            })()
                            """)
                }
                func wait(_ state: String, saying words: String) async throws {
                    try await page.wait(
                        "\(state)",
                        until:
                            "\(preview).dataset.picture === '\(state)' && \(preview).querySelector('.preview-mark').textContent === '\(words)'"
                    )
                }
                try await wait("red", "red > 200 && blue < 60")
                try await wait("fresh", saying: "")
                #expect(try await page.count(".preview:not([hidden])") == 1)
                #expect(try await page.holds("\(picture).alt === 'Picture of guest'"))
                daemon.script.withLock { $0.previews["guest"] = .init(jpeg: blue, age: 40) }
                try await wait("blue", "blue > 200 && red < 60")
                // The encoder goes on without keyframes: what is shown is old, and says so.
                daemon.script.withLock { $0.previews["guest"] = .init(jpeg: blue, age: 14_000) }
                try await wait("stale", saying: "Picture from 14 s ago")
                daemon.script.withLock { $0.previews = [:] }
                try await wait("absent", saying: "No picture")
                #expect(try await page.holds("\(preview).title === 'The feed guest brings nothing.'"))
                #expect(try await page.holds("\(picture).hidden"))
                daemon.script.withLock { $0.previews["guest"] = .init(jpeg: red, age: 40) }
                try await wait("fresh", saying: "")
                // Gone: at once old, and asked for no more.
                daemon.send(Self.board(connected: false))
                try await page.wait("stale", until: "\(preview).dataset.picture === 'stale'")
            }
        }
    }

    @Test func nothingIsAskedWhileNobodySeesThePage() async throws {
        try await withBench { bench in
            let red = try await Self.jpeg("red", in: try bench.scratchDirectory(named: "previews"))
            try await use(.init(previews: ["guest": .init(jpeg: red, age: 40)]), board: Self.board(connected: true)) {
                page, daemon in
                @Sendable func asked() -> Int {
                    daemon.script.withLock { $0.paths.count { $0 == "/v1/feeds/guest/preview" } }
                }
                func see(_ state: String) async throws {
                    try await page.evaluate(
                        "Object.defineProperty(document, 'visibilityState', { value: '\(state)', configurable: true }); document.dispatchEvent(new Event('visibilitychange'))"
                    )
                }
                try await eventually("two pictures", within: .seconds(10)) { asked() >= 2 ? () : nil }
                try await see("hidden")
                // One may be on its way.
                try await Task.sleep(for: .milliseconds(500))
                let before = asked()
                // That nothing happens is seen only by waiting: longer than a period.
                try await Task.sleep(for: .seconds(3))
                #expect(asked() == before)
                try await see("visible")
                try await eventually("another one", within: .seconds(2)) { asked() > before ? () : nil }
            }
        }
    }

    @Test func aCoStreamTellsWhoIsInThePictureAndWhatItAdds() async throws {
        var board = Boards.onAir()
        var duet = board.feeds[0]
        duet.id = "duet"
        duet.source = "composite"
        @Sendable func seats(_ added: Int64) -> [SeatDTO] {
            [
                SeatDTO(feed: "host", phase: "on", addedDelayMilliseconds: added, fault: nil),
                SeatDTO(
                    feed: "wang", phase: "reserved", addedDelayMilliseconds: 9,
                    fault: FaultDTO(code: "malformed", message: "The pictures are broken.", blame: "network")),
            ]
        }
        duet.seats = seats(148)
        board.feeds.append(duet)
        let shown = board
        try await use(board: shown) { page, daemon in
            let words =
                "[...document.querySelectorAll('.feed-seats:not([hidden]) .feed-seat')].map((one) => one.textContent).join()"
            try await page.wait(
                "the seats", until: "\(words) === '主会场编码器 · 148 ms added,wang · gone, card shown'")
            #expect(try await page.count(".feed-seat[data-phase='reserved'][title='The pictures are broken.']") == 1)
            var later = shown
            later.feeds[1].seats = Array(seats(162).prefix(1))
            daemon.send(later)
            try await page.wait("what it adds later", until: "\(words) === '主会场编码器 · 162 ms added'")
            later.feeds[1].seats = nil
            daemon.send(later)
            try await page.wait("none", until: "\(words) === ''")
        }
    }
}
