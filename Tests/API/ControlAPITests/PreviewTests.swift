import HummingbirdTesting
import Testing

@testable import ControlAPI

@Suite struct PreviewTests {
    @Test(arguments: Distance.allCases) func `a picture comes with its age and is kept nowhere`(
        _ distance: Distance
    ) async throws {
        let bench = APIBench()
        try await bench.test(distance.setup) { (client) async throws in
            let reply = try await client.ask("GET", "/v1/feeds/tonight/preview", as: .viewer)
            #expect(reply.status.code == 200)
            #expect(reply.header("content-type") == "image/jpeg")
            #expect(reply.header("cache-control") == "no-store")
            #expect(reply.header("lianbo-picture-age-milliseconds") == "1234")
            #expect(Array(reply.body.readableBytesView) == [0xFF, 0xD8, 0xFF, 0xD9])
        }
        #expect(bench.desk.asked == ["preview tonight"])
    }

    @Test func `a feed that brings nothing is not found, in words, and a stranger is told nothing`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            let none = try await client.ask("GET", "/v1/feeds/guest/preview", as: .viewer)
            #expect(none.status.code == 404)
            #expect(try none.problem().detail == "The feed guest brings nothing; there is no picture of it.")
            #expect(none.header("cache-control") == "no-store")
            let odd = try await client.ask("GET", "/v1/feeds/..%2Fx/preview", as: .viewer)
            #expect(odd.status.code == 404)
            let stranger = try await client.ask("GET", "/v1/feeds/tonight/preview")
            #expect(stranger.status.code == 401)
        }
        #expect(bench.desk.asked == ["preview guest"])
    }
}
