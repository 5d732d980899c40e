import BroadcastModel
import Studio
import Testing

struct ChildMessagesTests {
    private static let start = MonotonicTime(nanoseconds: 1)

    private static func taken(
        _ text: String, hiding secrets: [Secret] = [], by size: Int = .max
    ) -> ChildMessages {
        var messages = ChildMessages(hiding: secrets)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(size)
            rest = rest.dropFirst(piece.count)
            _ = piece.withUnsafeBytes { messages.take($0, now: start) }
        }
        messages.end()
        return messages
    }

    @Test func `The last fifty lines are kept, and no line is longer than the limit`() {
        let text = (0..<200).map { "line \($0)" }.joined(separator: "\n") + "\n" + String(repeating: "x", count: 10_000)
        let messages = Self.taken(text)
        #expect(messages.lines.count == 50)
        #expect(messages.lines.first == "line 151")
        #expect(messages.lines.last?.utf8.count == ChildMessages.longestLine)
    }

    @Test(arguments: [1, 2, 7, 64])
    func `Lines are the same however the bytes are cut`(size: Int) {
        #expect(Self.taken("one\rtwo\n\n三\n", by: size).lines == ["one", "two", "三"])
    }

    @Test func `More than a mebibyte in ten seconds is a flood, over a longer time it is not`() {
        let kilobyte = [UInt8](repeating: 0x78, count: 1_023) + [0x0A]
        var slow = ChildMessages()
        var fast = ChildMessages()
        var isFlood = false
        for number in 0..<2_048 {
            kilobyte.withUnsafeBytes { bytes in
                let moment = Self.start + .milliseconds(Int64(number) * 20)
                let isSlowFlood = slow.take(bytes, now: moment)
                #expect(!isSlowFlood)
                isFlood = fast.take(bytes, now: Self.start)
            }
            #expect(isFlood == (number >= 1_024))
        }
    }

    @Test(arguments: [
        ("Opening 'http://h:80/live/room.m3u8?token=abc' for reading", "Opening 'http://h:80/…' for reading"),
        ("rtmp://user:pw@host/app/key: Connection refused", "rtmp://host/… Connection refused"),
        ("[tcp] Connection to tcp://127.0.0.1:1?timeout=5 failed", "[tcp] Connection to tcp://127.0.0.1:1/… failed"),
        ("Error opening seg1.ts?sign=xyz now", "Error opening seg1.ts?… now"),
        ("Server returned 404 Not Found", "Server returned 404 Not Found"),
    ])
    func `Addresses lose everything behind their host, and words what follows a question mark`(
        raw: String, shown: String
    ) {
        #expect(Self.taken(raw).lines == [shown])
    }

    @Test func `Known secrets are hidden wherever they stand`() {
        let messages = Self.taken("bad passphrase hunter2hunter2! (hunter2hunter2)", hiding: [Secret("hunter2hunter2")])
        #expect(messages.lines == ["bad passphrase «secret»! («secret»)"])
    }
}
