import BroadcastModel
import Ingest
import Program
import RTMPWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ServiceTests {
    @Test func shutdownSaysGoodbyeAndIsSoonDone() async throws {
        let clock = ContinuousClock()
        var asked = clock.now
        var wedged: TestPlayer?
        try await Bench.run { bench in
            let publisher = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            let player = try await TestPlayer.play("host?token=\(Bench.token)", from: bench.port)
            #expect(try await player.nextStatus() == "NetStream.Play.Reset")
            #expect(try await player.nextStatus() == "NetStream.Play.Start")
            wedged = try await TestPlayer.play("host?token=\(Bench.token)", from: bench.port, reads: false)
            asked = clock.now
            await bench.group.triggerGracefulShutdown()
            try await publisher.waitForEvent()
            #expect(publisher.events == [.publishing, .closedByPeer(code: "NetStream.Unpublish.Success")])
            #expect(try await player.nextStatus() == "NetStream.Play.Stop")
        }
        #expect(clock.now - asked < .seconds(2))
        await wedged?.peer.close()
    }

    @Test func aTakenPortIsToldInWords() async throws {
        try await Bench.run { bench in
            var configuration = IngestConfiguration()
            configuration.port = bench.port
            let second = IngestService(
                configuration: configuration, switchboard: bench.switchboard, logger: bench.logs.logger)
            let told = await #expect(throws: Fault.self) { try await second.run() }
            #expect(told?.code == .conflict)
            #expect(told?.message.contains("\(bench.port)") == true)
            await #expect(throws: Fault.self) { try await second.boundAddress() }
        }
    }

    @Test func waitingForTheAddressCanBeCancelled() async throws {
        let service = IngestService(
            configuration: IngestConfiguration(), switchboard: Switchboard(clock: SystemClock()),
            logger: LogCollector().logger)
        let waiting = Task { try await service.boundAddress() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}
