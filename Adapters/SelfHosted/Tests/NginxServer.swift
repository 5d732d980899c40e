import Foundation

/// A real nginx with its RTMP module, in a directory of its own, on loopback ports that the kernel named.
final class NginxServer: Sendable {
    let rtmp: Int
    let http: Int
    private let directory: String
    private let process = Process()

    /// Throws when nginx is not installed or does not come up within ten seconds.
    init() throws {
        directory = NSTemporaryDirectory() + "lianbo-nginx-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        (rtmp, http) = (try Self.freePort(), try Self.freePort())
        let configuration = """
            load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
            daemon off; worker_processes 1; pid \(directory)/pid; error_log \(directory)/error.log;
            events { worker_connections 512; }
            rtmp { access_log off; server { listen 127.0.0.1:\(rtmp); application live { live on; } application copied { live on; push rtmp://127.0.0.1:\(rtmp)/live2; } application live2 { live on; } } }
            http {
                access_log off; client_body_temp_path \(directory); proxy_temp_path \(directory); fastcgi_temp_path \(directory);
                uwsgi_temp_path \(directory); scgi_temp_path \(directory);
                server { listen 127.0.0.1:\(http); location /stat { rtmp_stat all; } location /control { rtmp_control all; } }
            }
            """
        try configuration.write(toFile: directory + "/nginx.conf", atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/nginx")
        process.arguments = ["-p", directory, "-c", directory + "/nginx.conf"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        let deadline = Date().addingTimeInterval(10)
        while !(Self.isListening(rtmp) && Self.isListening(http)) {
            guard Date() < deadline, process.isRunning else { throw POSIXError(.ECONNREFUSED) }
            usleep(20_000)
        }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Starts ffmpeg with a test picture and a tone for `url`.
    func publish(_ url: String) throws -> Child {
        try Child(
            "/usr/bin/ffmpeg",
            [
                "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc=s=160x90:r=10", "-f", "lavfi",
                "-i", "sine=r=44100",
                "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-c:a", "aac", "-t", "120", "-f", "flv", url,
            ])
    }

    /// Starts a player that decodes nothing.
    func play(_ url: String) throws -> Child {
        try Child(
            "/usr/bin/ffmpeg",
            ["-nostdin", "-loglevel", "error", "-i", url, "-c", "copy", "-t", "120", "-f", "null", "-"])
    }

    /// A program that ends with the test.
    final class Child: Sendable {
        private let process = Process()
        var isRunning: Bool { process.isRunning }

        init(_ program: String, _ arguments: [String]) throws {
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        deinit { stop() }

        /// By the signal that a child cannot have inherited as blocked.
        func stop() {
            guard process.isRunning else { return }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func isListening(_ port: Int) -> Bool {
        let table = FileHandle(forReadingAtPath: "/proc/net/tcp")?.readDataToEndOfFile() ?? Data()
        return String(decoding: table, as: UTF8.self).contains(String(format: "0100007F:%04X 00000000:0000 0A", port))
    }
}
