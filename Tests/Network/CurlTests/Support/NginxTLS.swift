import Foundation

/// An nginx of the test's own that answers `hello` by TLS, on a loopback port.
final class NginxTLS: Sendable {
    let port: Int
    private let scratch: Scratch
    private let process = Process()

    init(_ identity: (certificate: String, key: String)) throws {
        scratch = try Scratch()
        port = try LoopbackListener.freePort()
        let file = try scratch.write(
            "nginx.conf",
            """
            daemon off; worker_processes 1; pid \(scratch.path)/pid; error_log \(scratch.path)/error.log;
            events { worker_connections 4096; }
            http {
                access_log off; client_body_temp_path \(scratch.path); proxy_temp_path \(scratch.path);
                fastcgi_temp_path \(scratch.path); uwsgi_temp_path \(scratch.path); scgi_temp_path \(scratch.path);
                server {
                    listen 127.0.0.1:\(port) ssl http2 backlog=1024;
                    ssl_certificate \(identity.certificate); ssl_certificate_key \(identity.key);
                    location / { default_type text/plain; return 200 "hello"; }
                }
            }
            """)
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/nginx")
        process.arguments = ["-p", scratch.path, "-c", file]
        process.standardError = FileHandle.nullDevice
        try process.run()
        let deadline = Date().addingTimeInterval(10)
        while !KernelSockets.isListening(port) {
            guard Date() < deadline, process.isRunning else { throw POSIXError(.ECONNREFUSED) }
            usleep(20_000)
        }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
