import BroadcastModel
import Foundation
import Testing

/// Where feeds come from, and what covers their loss.
struct PlanSourceTests {
    private func feeds(_ feeds: String, adding: String = "") -> String {
        minimal(replacing: "feeds: [{ id: main }]", by: "feeds: [\(feeds)]", adding: adding)
    }

    @Test func `a feed is published unless the plan says otherwise`() throws {
        let plan = try read(
            feeds(
                "{ id: main }, { id: b, source: publish }, { id: c, source: srt, port: 9000 }, { id: d, source: srt, port: 9001, latency: 1s }, { id: e, source: pull }, { id: f, source: file, path: /srv/a.mp4 }, { id: g, source: file, path: /srv/a b.mp4, loop: true }"
            ))
        #expect(
            plan.feeds.map(\.source) == [
                .publish, .publish, .srt(port: 9000, latencyMilliseconds: 200),
                .srt(port: 9001, latencyMilliseconds: 1000), .pull, .file(path: "/srv/a.mp4", loop: false),
                .file(path: "/srv/a b.mp4", loop: true),
            ])
        #expect(plan.slate == nil)
    }

    @Test func `a slate is a card, an image or a clip, with music if wanted`() throws {
        let usual = "{ id: main }"
        #expect(
            try read(feeds(usual, adding: "slate: { text: Back soon }\n")).slate
                == PlannedSlate(picture: .card("Back soon")))
        #expect(
            try read(feeds(usual, adding: "slate: { image: /srv/s.png, music: /srv/m.mp3 }\n")).slate
                == PlannedSlate(picture: .image(path: "/srv/s.png"), music: "/srv/m.mp3"))
        #expect(
            try read(feeds(usual, adding: "slate: { clip: /srv/c.mp4 }\n")).slate
                == PlannedSlate(picture: .clip(path: "/srv/c.mp4")))
        let music = try #require(try read(feeds(usual, adding: "slate: { music: /srv/m.mp3 }\n")).slate)
        #expect(music.music == "/srv/m.mp3")
        if case .card = music.picture {} else { Issue.record("\(music)") }
    }

    @Test(arguments: [
        ("{ id: main, source: satellite }", "must be one of publish, srt, pull, file"),
        ("{ id: main, source: srt }", "is missing; an SRT caller needs one to send to, like 9000"),
        ("{ id: main, source: srt, port: 80 }", "must be a whole number from 1024 to 65535"),
        ("{ id: main, source: srt, port: 9000, latency: 9s }", "must be a duration from 20ms to 8s"),
        ("{ id: main, port: 9000 }", "belongs to a feed with `source: srt` only"),
        ("{ id: main, source: file }", "is missing; a feed from a file names it, like /srv/opener.mp4"),
        ("{ id: main, source: file, path: opener.mp4 }", "must be an absolute path"),
        ("{ id: main, source: pull, loop: true }", "belongs to a feed with `source: file` only"),
        (
            "{ id: main, source: srt, port: 9000 }, { id: b, source: srt, port: 9000 }",
            "has main and b on the same port 9000; give each its own"
        ),
    ])
    func `one slip, one fault`(text: String, expected: String) {
        let found = faults(in: feeds(text))
        #expect(found.count == 1 && found.first?.contains(expected) == true, "\(found)")
    }

    @Test(arguments: [
        ("slate: {}\n", "says nothing; give it `text`, `image` or `clip`"),
        ("slate: { text: a, clip: /b.mp4 }\n", "stands beside `text`; a slate shows one thing, keep one"),
        ("slate: { image: s.png }\n", "must be an absolute path"),
        ("slate: { picture: /s.png }\n", "is not a known key; did you mean `image`?"),
    ])
    func `a slate's slips are told apart`(adding: String, expected: String) {
        let found = faults(in: feeds("{ id: main }", adding: adding))
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func `a plan that was stored before there were sources is still read`() throws {
        let old = #"{"id":"main","name":"Main"}"#
        let feed = try JSONDecoder().decode(PlannedFeed.self, from: Data(old.utf8))
        #expect(feed == PlannedFeed(id: FeedID("main"), name: "Main"))
    }
}
