import BroadcastModel
import ControlAPI
import ControlRoom
import Ingest
import Logging
import Outbound
import Program
import Relay

/// What each component is told. Components never read files or the environment.
extension DaemonConfiguration {
    var logLevel: Logger.Level { Logger.Level(rawValue: log.level.rawValue) ?? .info }

    var outboundConfiguration: OutboundConfiguration {
        var result = OutboundConfiguration()
        result.connectTimeout = outbound.connectTimeout
        result.certificateAuthorityFile = outbound.certificateAuthorityFile
        result.proxy = outbound.proxy
        result.interface = outbound.interface
        result.labNetworks = outbound.labNetworks
        return result
    }

    var programLimits: MediaLog.Limits {
        var result = MediaLog.Limits()
        result.bytes = relay.logBytes
        result.duration = relay.logDuration
        return result
    }

    var relayConfiguration: RelayConfiguration {
        var result = RelayConfiguration()
        result.threads = relay.threads
        result.tick = relay.tick
        result.destination.stallTimeout = relay.stallTimeout
        result.destination.lagJump = relay.lagJump
        result.destination.lagNotice = min(result.destination.lagNotice, relay.lagJump)
        result.destination.retry.base = relay.retryBase
        result.destination.retry.cap = relay.retryCap
        result.outbound = outboundConfiguration
        return result
    }

    var ingestConfiguration: IngestConfiguration {
        var result = IngestConfiguration()
        result.host = ingest.host
        result.port = ingest.port
        result.handshakeTimeout = ingest.handshakeTimeout
        result.idleTimeout = ingest.idleTimeout
        result.connectionsPerAddress = ingest.connectionsPerAddress
        result.unauthenticatedConnections = ingest.unauthenticatedConnections
        return result
    }

    var apiConfiguration: ControlAPIConfiguration {
        var result = ControlAPIConfiguration()
        result.host = api.host
        result.port = api.port
        result.allowRemote = api.allowRemote
        result.metricsPublic = metrics.isPublic
        return result
    }

    var controlRoomConfiguration: ControlRoomConfiguration {
        var result = ControlRoomConfiguration()
        result.staleAfter = figures.staleAfter
        result.sampleRetention = figures.keep
        if input.gate {
            var gate = InputGate()
            gate.steadyFor = input.steady
            result.inputGate = gate
        }
        return result
    }
}
