import FoundationEssentials

/// A TLS listener in front of a plain RTMP port, as platforms put one before theirs: nginx's stream module with a
/// certificate made for the occasion. It ends with its ``Bench``.
package final class TLSFront: Sendable {
    package enum Certificate: Sendable {
        /// For `localhost` and 127.0.0.1, signed by ``authorityFile``.
        case sound
        case expired
        /// For another name.
        case wrongName
    }

    package let port: Int
    /// PEM of the authority that a client must trust.
    package let authorityFile: String
    package let process: ChildProcess

    private init(port: Int, authorityFile: String, process: ChildProcess) {
        self.port = port
        self.authorityFile = authorityFile
        self.process = process
    }

    /// `rtmps://localhost:port/live/<stream>`
    package func address(of stream: String) -> String { "rtmps://localhost:\(port)/\(NginxRTMP.application)/\(stream)" }

    /// Listens and passes on to `plainPort`. Throws ``MissingProgram``, or ``BenchFailure`` with the program's own words.
    package static func start(
        on bench: Bench, _ certificate: Certificate, before plainPort: Int
    ) async throws -> TLSFront {
        let directory = try bench.scratchDirectory(named: "tls")
        try await makeCertificates(certificate, in: directory)
        let port = try KernelPorts.free()
        let file = try directory.write(configuration(directory, port: port, plainPort: plainPort), to: "nginx.conf")
        let process = try await bench.start(
            ChildCommand(
                .nginx, ["-p", directory.path, "-c", file, "-e", "stderr"], label: "nginx (TLS)",
                workingDirectory: directory.path))
        let front = TLSFront(port: port, authorityFile: directory.file("ca.pem"), process: process)
        try await front.waitUntilItListens()
        return front
    }

    private func waitUntilItListens() async throws {
        _ = try await eventually("the TLS front to listen", within: .seconds(10), every: .milliseconds(50)) {
            if let end = process.end { throw BenchFailure("nginx ended at once (\(end)):\n\(process.output.tail())") }
            return PortKnock.isOpen(port) ? true : nil
        }
    }

    private static func makeCertificates(_ certificate: Certificate, in directory: ScratchDirectory) async throws {
        let name = if case .wrongName = certificate { "DNS:elsewhere.example" } else { "DNS:localhost,IP:127.0.0.1" }
        // A negative number of days ends in the past.
        let days = if case .expired = certificate { "-1" } else { "2" }
        let extensions = try directory.write("subjectAltName=\(name)\n", to: "extensions")
        try await openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=Bench Authority", "-keyout", directory.file("ca.key"), "-out", directory.file("ca.pem"),
        ])
        try await openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=bench",
            "-keyout", directory.file("server.key"), "-out", directory.file("server.csr"),
        ])
        try await openssl([
            "x509", "-req", "-in", directory.file("server.csr"), "-CA", directory.file("ca.pem"), "-CAkey",
            directory.file("ca.key"), "-CAcreateserial", "-extfile", extensions, "-days", days, "-out",
            directory.file("server.pem"),
        ])
    }

    private static func openssl(_ arguments: [String]) async throws {
        let run = try await ProgramRun.run(ChildCommand(.openssl, arguments), within: .seconds(20))
        guard run.end.isSuccess else { throw BenchFailure("openssl \(arguments[0]) failed: \(run.standardError)") }
    }

    private static func configuration(_ directory: ScratchDirectory, port: Int, plainPort: Int) throws -> String {
        let places = ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules"]
        guard let place = places.first(where: { FileManager.default.fileExists(atPath: "\($0)/ngx_stream_module.so") })
        else {
            throw MissingProgram(name: "The stream module of nginx", package: "libnginx-mod-stream")
        }
        return """
            load_module \(place)/ngx_stream_module.so;
            daemon off;
            master_process off;
            pid \(directory.file("nginx.pid"));
            error_log stderr warn;
            events { worker_connections 1024; }
            stream {
                server {
                    listen 127.0.0.1:\(port) ssl;
                    ssl_certificate \(directory.file("server.pem"));
                    ssl_certificate_key \(directory.file("server.key"));
                    proxy_pass 127.0.0.1:\(plainPort);
                }
            }

            """
    }
}
