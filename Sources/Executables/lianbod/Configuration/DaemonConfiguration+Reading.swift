import CheckedYAML

// Keys of the file; the environment variable is `LIANBO_` and the key in upper case, with `_` for `.`. None is secret.
//
// key                                 type              default                      environment variable
// data_directory                      path              ./var/lianbo                 LIANBO_DATA_DIRECTORY
// secret_key_file                     path              <data_directory>/secret.key  LIANBO_SECRET_KEY_FILE
// shutdown_timeout                    100ms … 10m       5s                           LIANBO_SHUTDOWN_TIMEOUT
// log.level                           trace … critical  info                         LIANBO_LOG_LEVEL
// log.format                          text, json        text                         LIANBO_LOG_FORMAT
// ingest.host                         host              127.0.0.1                    LIANBO_INGEST_HOST
// ingest.port                         0 … 65535         1935                         LIANBO_INGEST_PORT
// ingest.public_host                  host              ingest.host                  LIANBO_INGEST_PUBLIC_HOST
// ingest.handshake_timeout            100ms … 1m        5s                           LIANBO_INGEST_HANDSHAKE_TIMEOUT
// ingest.idle_timeout                 1s … 10m          15s                          LIANBO_INGEST_IDLE_TIMEOUT
// ingest.connections_per_address      1 … 10000         20                           LIANBO_INGEST_CONNECTIONS_PER_ADDRESS
// ingest.unauthenticated_connections  1 … 10000         256                          LIANBO_INGEST_UNAUTHENTICATED_CONNECTIONS
// api.host                            host              127.0.0.1                    LIANBO_API_HOST
// api.port                            0 … 65535         8080                         LIANBO_API_PORT
// api.allow_remote                    true, false       false                        LIANBO_API_ALLOW_REMOTE
// relay.threads                       0 … 256           0 (one a core)               LIANBO_RELAY_THREADS
// relay.tick                          0ms … 200ms       33ms                         LIANBO_RELAY_TICK
// relay.log_bytes                     1MiB … 1GiB       32MiB                        LIANBO_RELAY_LOG_BYTES
// relay.log_duration                  2s … 5m           12s                          LIANBO_RELAY_LOG_DURATION
// relay.stall_timeout                 1s … 5m           10s                          LIANBO_RELAY_STALL_TIMEOUT
// relay.lag_jump                      500ms … 1m        4s                           LIANBO_RELAY_LAG_JUMP
// relay.retry_base                    10ms … 1m         1s                           LIANBO_RELAY_RETRY_BASE
// relay.retry_cap                     100ms … 10m       15s                          LIANBO_RELAY_RETRY_CAP
// outbound.connect_timeout            100ms … 1m        10s                          LIANBO_OUTBOUND_CONNECT_TIMEOUT
// outbound.certificate_authority_file path              the system's                 LIANBO_OUTBOUND_CERTIFICATE_AUTHORITY_FILE
// outbound.proxy                      URL               none                         LIANBO_OUTBOUND_PROXY
// outbound.interface                  name or address   none                         LIANBO_OUTBOUND_INTERFACE
// outbound.lab_networks               list of CIDR      none                         LIANBO_OUTBOUND_LAB_NETWORKS (commas)
// input.gate                          true or false     true                         LIANBO_INPUT_GATE
// input.steady                        0s … 60s          2s                           LIANBO_INPUT_STEADY
// figures.stale_after                 1s … 1d           60s                          LIANBO_FIGURES_STALE_AFTER
// figures.keep                        1d … 3650d        60d                          LIANBO_FIGURES_KEEP
// studio.slate                        true, false       true                         LIANBO_STUDIO_SLATE
// metrics.public                      true, false       false                        LIANBO_METRICS_PUBLIC
extension DaemonConfiguration {
    /// Reads `file`, lets `environment` override single keys, and checks that what they name can be used.
    ///
    /// Nothing is created and nothing is opened for writing. Throws every fault there is, each with file, line and key,
    /// or with the environment variable. Relative paths are relative to the directory the daemon is started in.
    static func load(file: String, environment: [String: String]) throws(ConfigurationFaults) -> DaemonConfiguration {
        let text: String
        do throws(PathProblem) {
            text = try PathCheck.text(of: file, limit: YAMLLimits().bytes)
        } catch {
            throw ConfigurationFaults(items: [
                .init(origin: .file(name: file, line: nil, column: nil), key: nil, message: error.message)
            ])
        }
        return try read(text, fileName: file, environment: environment)
    }

    /// As ``load(file:environment:)``, for a text already read.
    static func read(
        _ text: String, fileName: String, environment: [String: String]
    ) throws(ConfigurationFaults) -> DaemonConfiguration {
        let source = ConfigurationSource(text: text, fileName: fileName, environment: environment)
        var configuration = DaemonConfiguration()
        configuration.read(source)
        source.refuseUnknown()
        configuration.check(source)
        guard source.faults.isEmpty else { throw ConfigurationFaults(items: source.faults) }
        return configuration
    }

    /// Every key there is.
    static var keys: Set<String> {
        let source = ConfigurationSource(text: "", fileName: "", environment: [:])
        var configuration = DaemonConfiguration()
        configuration.read(source)
        return source.keys
    }

    private mutating func read(_ source: ConfigurationSource) {
        source.read("data_directory", .path, into: &dataDirectory)
        secretKeyFile = dataDirectory + (dataDirectory.hasSuffix("/") ? "" : "/") + "secret.key"
        source.read("secret_key_file", .path, into: &secretKeyFile)
        source.read("shutdown_timeout", .duration(.milliseconds(100) ... .seconds(600)), into: &shutdownTimeout)

        source.read("log.level", .choice(), into: &log.level)
        source.read("log.format", .choice(), into: &log.format)

        source.read("ingest.host", .host, into: &ingest.host)
        source.read("ingest.port", .wholeNumber(0...65_535), into: &ingest.port)
        source.read("ingest.public_host", .host, into: &ingest.publicHost)
        source.read(
            "ingest.handshake_timeout", .duration(.milliseconds(100) ... .seconds(60)), into: &ingest.handshakeTimeout)
        source.read("ingest.idle_timeout", .duration(.seconds(1) ... .seconds(600)), into: &ingest.idleTimeout)
        source.read("ingest.connections_per_address", .wholeNumber(1...10_000), into: &ingest.connectionsPerAddress)
        source.read(
            "ingest.unauthenticated_connections", .wholeNumber(1...10_000), into: &ingest.unauthenticatedConnections)

        source.read("api.host", .host, into: &api.host)
        source.read("api.port", .wholeNumber(0...65_535), into: &api.port)
        source.read("api.allow_remote", .flag, into: &api.allowRemote)

        source.read("relay.threads", .wholeNumber(0...256), into: &relay.threads)
        source.read("relay.tick", .duration(.zero ... .milliseconds(200)), into: &relay.tick)
        source.read("relay.log_bytes", .byteCount((1 << 20)...(1 << 30)), into: &relay.logBytes)
        source.read("relay.log_duration", .duration(.seconds(2) ... .seconds(300)), into: &relay.logDuration)
        source.read("relay.stall_timeout", .duration(.seconds(1) ... .seconds(300)), into: &relay.stallTimeout)
        source.read("relay.lag_jump", .duration(.milliseconds(500) ... .seconds(60)), into: &relay.lagJump)
        source.read("relay.retry_base", .duration(.milliseconds(10) ... .seconds(60)), into: &relay.retryBase)
        source.read("relay.retry_cap", .duration(.milliseconds(100) ... .seconds(600)), into: &relay.retryCap)

        source.read(
            "outbound.connect_timeout", .duration(.milliseconds(100) ... .seconds(60)), into: &outbound.connectTimeout)
        source.read("outbound.certificate_authority_file", .path, into: &outbound.certificateAuthorityFile)
        source.read("outbound.proxy", .proxy, into: &outbound.proxy)
        source.read("outbound.interface", .interface, into: &outbound.interface)
        source.readList("outbound.lab_networks", .network, into: &outbound.labNetworks)

        source.read("input.gate", .flag, into: &input.gate)
        source.read("input.steady", .duration(.zero ... .seconds(60)), into: &input.steady)

        source.read("figures.stale_after", .duration(.seconds(1) ... .seconds(86_400)), into: &figures.staleAfter)
        source.read("figures.keep", .duration(.seconds(86_400) ... .seconds(3650 * 86_400)), into: &figures.keep)
        source.read("studio.slate", .flag, into: &studio.slate)
        source.read("metrics.public", .flag, into: &metrics.isPublic)
    }
}
