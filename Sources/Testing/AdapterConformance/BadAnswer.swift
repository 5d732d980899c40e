import BroadcastModel
import Outbound

/// One way in which a platform fails, and whose fault an adapter may call it.
struct BadAnswer: Sendable {
    let name: String
    /// Blames that are right; nil: any.
    let blames: Set<Fault.Blame>?
    /// The fault of the sender itself must come through as it is.
    let passesThrough: Fault?
    /// An answer that means “no such thing”, so that ending may count as done.
    let mayMeanGone: Bool
    let answer: @Sendable () throws -> OutboundReply

    static let all: [BadAnswer] =
        faults + statuses + bodies + [
            BadAnswer(name: "an unexpected error", blames: nil, passesThrough: nil, mayMeanGone: false) {
                throw Unexpected()
            }
        ]

    private static let faults = [
        Fault(.nameUnresolved, "The name was not found.", blame: .destination),
        Fault(.connectRefused, "It refused.", blame: .destination),
        Fault(.connectTimedOut, "It did not answer.", blame: .network),
        Fault(.certificateUntrusted, "It has expired.", blame: .destination),
        Fault(.platformUnreachable, "It broke off.", blame: .platform),
        Fault(.tooLarge, "It is too long.", blame: .platform),
        Fault(.addressForbidden, "It is forbidden.", blame: .operatorSide),
    ].map { fault in
        BadAnswer(
            name: "the fault \(fault.code.rawValue)", blames: [fault.blame], passesThrough: fault, mayMeanGone: false
        ) { throw fault }
    }

    private static let statuses = [
        (301, false), (400, false), (401, false), (403, false), (404, true), (429, false), (500, false), (503, false),
    ]
    .map { status, mayMeanGone in
        BadAnswer(
            name: "HTTP status \(status)",
            blames: status >= 500 ? [.platform, .destination] : [.platform, .destination, .operatorSide],
            passesThrough: nil,
            mayMeanGone: mayMeanGone
        ) { OutboundReply(status: status, body: Array(AdapterExam.canary.utf8)) }
    }

    private static let bodies: [BadAnswer] = [
        ("nothing", []), ("garbage", Array("\u{0}\u{1}\(AdapterExam.canary)<>{}[]&;".utf8)),
        ("bytes that are no text", [0xFF, 0xFE, 0xC0, 0x80]),
        ("null", Array("null".utf8)), ("a number", Array("-1".utf8)), ("an empty object", Array("{}".utf8)),
        ("an empty list", Array("[]".utf8)),
        ("half an object", Array(#"{"code":0,"streams":[{"name":"a","#.utf8)),
        ("half a document", Array("<?xml version=\"1.0\"?><rtmp><server>".utf8)),
        ("a web page", Array("<!DOCTYPE html><html><body>\(AdapterExam.canary)</body></html>".utf8)),
        ("deep brackets", Array(repeating: UInt8(ascii: "["), count: 200_000)),
        ("deep elements", Array(String(repeating: "<a>", count: 70_000).utf8)),
        ("four megabytes", Array(repeating: UInt8(ascii: "x"), count: 4 << 20)),
    ].map { name, body in
        BadAnswer(name: name, blames: [.platform, .destination], passesThrough: nil, mayMeanGone: false) {
            OutboundReply(status: 200, body: body)
        }
    }
}
