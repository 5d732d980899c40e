import BroadcastModel
import Testing

@testable import ControlAPI

@Suite struct MetricsTests {
    @Test func `boards become Prometheus text, one family after the other`() async throws {
        try await APIBench().test { (client) async throws in
            let reply = try await client.ask("GET", "/metrics", as: .viewer)
            #expect(reply.header("content-type") == MetricsPage.contentType)
            let lines = reply.text.split(separator: "\n").map(String.init)
            for expected in [
                #"lianbo_destination_state{account="wuhan-daily",broadcast="tonight",platform="manual",state="waiting-to-retry"} 1"#,
                #"lianbo_destination_sent_bytes_total{account="wuhan-daily",broadcast="tonight",platform="manual"} 123456"#,
                #"lianbo_destination_lag_seconds{account="wuhan-daily",broadcast="tonight",platform="manual"} 1.5"#,
                #"lianbo_destination_reconnects_total{account="wuhan-daily",broadcast="tonight",platform="manual"} 2"#,
                #"lianbo_destinations{broadcast="tonight",state="live"} 0"#,
                #"lianbo_audience{broadcast="tonight",kind="concurrent",quality="approximate"} 12000"#,
            ] {
                #expect(lines.contains(expected), "\(expected)")
            }
            let families = lines.filter { $0.hasPrefix("# TYPE") }.map { $0.split(separator: " ")[2] }
            #expect(Set(families).count == families.count)
        }
    }

    @Test func `a day of a series that is not begun is told by its phase alone`() async throws {
        for (phase, isTold) in [(BroadcastPhase.draft, false), (.scheduled, false), (.preparing, true), (.onAir, true)]
        {
            let bench = APIBench()
            var record = Samples.record
            record.plan.series = SeriesPlace(id: SeriesID("class"), number: 1, total: 10)
            record.phase = phase
            let planned = record
            bench.desk.change { $0.broadcasts = [planned] }
            try await bench.test { (client) async throws in
                let text = try await client.ask("GET", "/metrics", as: .viewer).text
                #expect(text.contains(#"lianbo_broadcast_phase{broadcast="tonight","#))
                #expect(text.contains("lianbo_destination_state") == isTold, "\(phase)")
            }
            #expect(bench.desk.asked.contains("board tonight") == isTold)
        }
    }

    @Test func `without a token only loopback reads them, and only where that is allowed`() async throws {
        let open = APIBench { $0.metricsPublic = true }
        try await open.test(.live) { (client) async throws in
            #expect(try await client.ask("GET", "/metrics").status.code == 200)
        }
        // Through the router alone there is no peer, so it is not loopback.
        try await open.test { (client) async throws in
            #expect(try await client.ask("GET", "/metrics").status.code == 401)
        }
        try await APIBench().test(.live) { (client) async throws in
            #expect(try await client.ask("GET", "/metrics").status.code == 401)
        }
    }
}
