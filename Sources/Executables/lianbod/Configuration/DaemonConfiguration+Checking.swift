import CheckedYAML

extension DaemonConfiguration {
    /// Looks at what the values mean together and on this machine. Reads nothing but file attributes.
    func check(_ source: ConfigurationSource) {
        if let problem = PathCheck.directoryToKeep(dataDirectory) { source.refuse("data_directory", problem.message) }
        if let problem = PathCheck.secretFile(secretKeyFile, besideDataDirectory: dataDirectory) {
            source.refuse("secret_key_file", problem.message)
        }
        if let file = outbound.certificateAuthorityFile, let problem = PathCheck.readableFile(file) {
            source.refuse("outbound.certificate_authority_file", problem.message)
        }
        if !Self.isLoopback(api.host), !api.allowRemote {
            source.refuse(
                "api.host",
                "is reachable from other machines; keep 127.0.0.1, or set `api.allow_remote: true` if that is meant")
        }
        if ingest.port != 0, ingest.port == api.port {
            source.refuse("api.port", "is also the port of `ingest.port`; give each its own")
        }
        // Where one of two is a default, the other one is what the person wrote.
        if relay.retryBase > relay.retryCap {
            if source.isSet("relay.retry_base") {
                source.refuse(
                    "relay.retry_base",
                    "must not be longer than `relay.retry_cap` (\(DurationText.shown(relay.retryCap)))")
            } else {
                source.refuse(
                    "relay.retry_cap",
                    "must not be shorter than `relay.retry_base` (\(DurationText.shown(relay.retryBase)))")
            }
        }
        if relay.lagJump >= relay.logDuration {
            if source.isSet("relay.lag_jump") {
                source.refuse(
                    "relay.lag_jump",
                    "must be shorter than `relay.log_duration` (\(DurationText.shown(relay.logDuration)))")
            } else {
                source.refuse(
                    "relay.log_duration", "must be longer than `relay.lag_jump` (\(DurationText.shown(relay.lagJump)))")
            }
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && NetworkText.isIPv4(host))
    }
}
