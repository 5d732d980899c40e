import BroadcastModel
import Program
import Testing

@testable import Studio

struct PullScriptTests {
    @Test(arguments: [
        ("https://h/live/a.m3u8?k=1", "http,https,tcp,tls,crypto", true),
        ("http://h:8080/a.flv", "http,https,tcp,tls,crypto", false),
        ("rtsp://u:p@h/cam", "rtsp,rtsps,rtp,tcp,tls", false), ("RTMP://h/app/key", "rtmp,rtmps,tcp,tls", false),
    ])
    func `ffmpeg may open only what the address needs`(url: String, protocols: String, isPlaylist: Bool) throws {
        let address = try PullAddress(Secret(url))
        #expect(address.protocols == protocols)
        #expect(address.isPlaylist == isPlaylist)
        let script = try PullScript(.pull(url: Secret(url)), transcoding: [])
        #expect(!script.arguments.joined(separator: " ").contains(url))
        #expect(script.arguments.contains("pipe,\(protocols)"))
        #expect(script.arguments.contains("-re") == isPlaylist)
        #expect(script.input.reveal().contains("file '\(url)'\n"))
        #expect(script.input.reveal().contains("option protocol_whitelist '\(protocols)'\n"))
    }

    @Test(arguments: [
        "file:///etc/passwd", "concat:a|b", "srt://h:1", "udp://h:1", "pipe:0", "data:x", "tee://h",
        "subfile,,start,0,,:/x",
        "http:///x", "http://", "", "://h", "http://h/a b", "http://h/a\nfile '/etc/passwd'", "http://h/\u{7}",
        "http://主机/",
    ])
    func `Anything else is refused`(url: String) {
        #expect(throws: Fault.self) { try PullScript(.pull(url: Secret(url)), transcoding: []) }
    }

    @Test func `A quote in an address does not end it`() throws {
        let script = try PullScript(.pull(url: Secret("http://h/a'b")), transcoding: [])
        #expect(script.input.reveal().contains(#"file 'http://h/a'\''b'"# + "\n"))
    }

    @Test func `A passphrase goes into the script only, and must be one that SRT takes`() throws {
        let secret = Secret("it's & a+pass%20word")
        let script = try PullScript(
            .srtListener(port: 9_000, passphrase: secret, latency: .milliseconds(200)), transcoding: [])
        #expect(script.input.reveal().contains(#"option passphrase 'it'\''s & a+pass%20word'"#))
        #expect(script.input.reveal().contains("option latency '200000'"))
        #expect(!script.arguments.joined().contains("pass%20word"))
        for bad in ["short", String(repeating: "x", count: 65), "ten bytes\nfile"] {
            #expect(throws: Fault.self) {
                try PullScript(
                    .srtListener(port: 9_000, passphrase: Secret(bad), latency: .milliseconds(200)), transcoding: [])
            }
        }
        #expect(throws: Fault.self) {
            try PullScript(.srtListener(port: 0, passphrase: nil, latency: .milliseconds(200)), transcoding: [])
        }
    }

    @Test func `Streams are copied unless they must be encoded`() throws {
        let source = PullSource.file(path: "/a.mp4", loop: true)
        #expect(try !PullScript(source, transcoding: []).arguments.contains("libx264"))
        #expect(try PullScript(source, transcoding: .video).arguments.contains("libx264"))
        #expect(try !PullScript(source, transcoding: .video).arguments.contains("aac"))
        #expect(try PullScript(source, transcoding: [.video, .audio]).arguments.contains("aac"))
        #expect(try PullScript(source, transcoding: []).arguments.contains("file:/a.mp4"))
        #expect(throws: Fault.self) { try PullScript(.file(path: "a.mp4", loop: true), transcoding: []) }
    }

    @Test(
        arguments: [
            (["[flv @ 0x1] Video codec hevc not compatible with flv"], .video),
            (["[flv @ 0x1] Audio codec opus not compatible with flv"], .audio),
            (["[flv @ 0x1] Codec mpeg4 is not supported in the official FLV specification,"], .video),
            (["[flv @ 0x1] FLV does not support sample rate 48000, choose from (44100, 22050, 11025)"], .audio),
            (["Could not write header for output file #0 (incorrect codec parameters ?)"], [.video, .audio]),
            (["[hls @ 0x1] Video codec hevc not compatible with flv", "pipe:0: Connection refused"], []), ([], []),
        ] as [([String], PullScript.Transcoding)])
    func `What the muxer cannot hold is read from its own words`(lines: [String], wanted: PullScript.Transcoding) {
        #expect(PullScript.transcoding(askedForBy: lines) == wanted)
    }
}
