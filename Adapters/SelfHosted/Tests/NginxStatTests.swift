import BroadcastModel
import Testing

@testable import SelfHostedAdapter

@Suite struct `nginx-rtmp's status page` {
    @Test func `with publishers, players and relays counts viewers only`() throws {
        let stat = try NginxStat(Fixture.read("nginx-stat-busy.xml"))
        #expect(stat.streams.count == 5)
        let first = try #require(stat.streams[StreamPlace(application: "live", name: "acc-1")])
        #expect(first.isPublishing && first.clients == 4 && first.viewers == 2 && first.viewerQuality == .exact)
        #expect(first.bytesIn == 422_060 && first.milliseconds == 15072 && first.bitsPerSecond == 240_192)
        let second = try #require(stat.streams[StreamPlace(application: "live", name: "acc-2")])
        #expect(second.isPublishing && second.viewers == 0)
        let awaited = try #require(stat.streams[StreamPlace(application: "live", name: "nobody&<\"x\">")])
        #expect(!awaited.isPublishing && awaited.viewers == 1 && awaited.bitsPerSecond == nil)
        #expect(stat.streams[StreamPlace(application: "sink", name: "acc-1")]?.viewers == 0)
    }

    @Test func `of an idle server lists nothing`() throws {
        #expect(try NginxStat(Fixture.read("nginx-stat-idle.xml")).streams.isEmpty)
    }

    @Test func `after a drop no longer lists the stream`() throws {
        let stat = try NginxStat(Fixture.read("nginx-stat-after.xml"))
        #expect(stat.streams[StreamPlace(application: "live", name: "acc-2")] == nil)
        #expect(stat.streams[StreamPlace(application: "live", name: "acc-1")]?.isPublishing == true)
    }

    @Test func `without single clients gives an approximate number`() throws {
        let page =
            "<rtmp><server><application><name>live</name><live><stream><name>a</name><nclients>5</nclients><publishing/></stream></live></application></server></rtmp>"
        let stream = try #require(try NginxStat(Array(page.utf8)).streams[StreamPlace(application: "live", name: "a")])
        #expect(stream.viewers == 4 && stream.viewerQuality == .approximate)
    }

    @Test func `with one stream in two servers counts both`() throws {
        func server(_ inner: String) -> String {
            "<server><application><name>live</name><live><stream><name>a</name>\(inner)</stream></live></application></server>"
        }
        let page =
            "<rtmp>" + server("<client><id>1</id></client><nclients>1</nclients>")
            + server("<client><publishing/></client><client><id>3</id></client><nclients>2</nclients><publishing/>")
            + "</rtmp>"
        let stream = try #require(try NginxStat(Array(page.utf8)).streams[StreamPlace(application: "live", name: "a")])
        #expect(stream.isPublishing && stream.viewers == 2 && stream.clients == 3)
    }

    @Test(arguments: ["", "<html/>", "<rtmp>", "{}", "<rtmp><server></rtmp>"])
    func `that is none is the platform's fault`(text: String) {
        let fault = #expect(throws: Fault.self) { try NginxStat(Array(text.utf8)) }
        #expect(fault?.code == .platformError && fault?.blame == .platform)
    }

    @Test func `numbers beyond measure are passed over`() throws {
        let page =
            "<rtmp><server><application><name>l</name><live><stream><name>a</name><bytes_in>99999999999999999999999</bytes_in><nclients>-3</nclients><time>x</time></stream></live></application></server></rtmp>"
        let stream = try #require(try NginxStat(Array(page.utf8)).streams[StreamPlace(application: "l", name: "a")])
        #expect(stream.bytesIn == 0 && stream.viewers == nil)
    }
}
