import BroadcastModel
import FoundationEssentials

/// A real nginx with its RTMP module, on ports of the kernel's choice, with one application `live`.
///
/// It is one process (`master_process off`), so its numbers are whole and it ends whole. It ends with its ``Bench``.
package final class NginxRTMP: Sendable {
    /// What of each stream is written to ``recordings``, as `<stream>.flv`.
    package enum Recording: Hashable, Sendable {
        case off
        /// Every message, for comparing by hash.
        case everything
        /// From the first keyframe, until either limit is reached; pictures and sound frames both count as messages.
        case beginning(messages: Int, bytes: Int)
    }

    package struct Configuration: Hashable, Sendable {
        package var recording = Recording.off
        /// A publisher that sends nothing that long is dropped.
        package var dropIdlePublisher: Duration = .seconds(10)
        /// Asked over HTTP POST before a publisher is let in; a reply other than 2xx refuses it.
        package var onPublish: String?
        /// Connections in all, players and publishers.
        package var connections = 1024
        package init() {}
        package init(recording: Recording) { self.recording = recording }
    }

    package static let application = "live"

    package let rtmpPort: Int
    package let httpPort: Int
    /// Where recordings are.
    package let recordings: String
    package let process: ChildProcess
    private let directory: ScratchDirectory

    private init(rtmpPort: Int, httpPort: Int, directory: ScratchDirectory, recordings: String, process: ChildProcess) {
        self.rtmpPort = rtmpPort
        self.httpPort = httpPort
        self.directory = directory
        self.recordings = recordings
        self.process = process
    }

    /// Starts it and returns when it answers. Throws ``MissingProgram``, or ``BenchFailure`` with nginx's own words.
    package static func start(
        on bench: Bench, _ configuration: Configuration = Configuration()
    ) async throws -> NginxRTMP {
        let module = try modulePath()
        var failure: any Error = BenchFailure("nginx was not tried.")
        // Three times: a port that was free when it was chosen may be taken a moment later.
        for _ in 0..<3 {
            let ports = try KernelPorts.free(2)
            let directory = try bench.scratchDirectory(named: "nginx")
            let recordings = try directory.directory("recordings")
            for name in ["body", "proxy", "fastcgi", "uwsgi", "scgi"] { _ = try directory.directory(name) }
            let text = configurationText(
                configuration, module: module, rtmpPort: ports[0], httpPort: ports[1], directory: directory,
                recordings: recordings)
            let file = try directory.write(text, to: "nginx.conf")
            let process = try await bench.start(
                ChildCommand(
                    .nginx, ["-p", directory.path, "-c", file, "-e", "stderr"], workingDirectory: directory.path)
            )
            let nginx = NginxRTMP(
                rtmpPort: ports[0], httpPort: ports[1], directory: directory, recordings: recordings, process: process)
            do {
                try await nginx.waitUntilItAnswers()
                return nginx
            } catch {
                failure = error
                await process.kill()
                guard process.output.text.contains("Address already in use") else { throw error }
            }
        }
        throw failure
    }

    /// `rtmp://127.0.0.1:port/live/<stream>`, to publish to and to play from.
    package func address(of stream: String) -> String { "rtmp://127.0.0.1:\(rtmpPort)/\(Self.application)/\(stream)" }
    /// `http://127.0.0.1:port/stat`
    package var statusAddress: String { "http://127.0.0.1:\(httpPort)/stat" }
    /// `http://127.0.0.1:port/control`
    package var controlAddress: String { "http://127.0.0.1:\(httpPort)/control" }
    package func recording(of stream: String) -> String { "\(recordings)/\(stream).flv" }

    /// What it knows of its streams now.
    package func status() async throws -> NginxStatus {
        let reply = try await PlainHTTP.get(port: httpPort, "/stat")
        guard reply.status == 200 else { throw BenchFailure("nginx answered its status page with \(reply.status).") }
        return NginxStatus(xml: reply.body)
    }

    /// Waits until every one of `streams` is being published and has shown what its picture is.
    package func waitForStreams(_ streams: Set<String>, within limit: Duration) async throws {
        _ = try await eventually("\(streams.count) streams at nginx", within: limit) {
            let live = try await self.status().streams.filter { $0.isPublishing && $0.width != nil }
            return streams.isSubset(of: live.map(\.name)) ? true : nil
        }
    }

    /// Throws the publisher of `stream` out; returns how many sessions that ended.
    @discardableResult
    package func dropPublisher(of stream: String) async throws -> Int {
        let reply = try await PlainHTTP.get(
            port: httpPort, "/control/drop/publisher?app=\(Self.application)&name=\(stream)")
        guard reply.status == 200 else { throw BenchFailure("nginx answered a drop with \(reply.status).") }
        return Int(reply.body.filter(\.isNumber)) ?? 0
    }

    /// Ends it; recordings stay until the bench ends.
    package func end() async { await process.end() }

    private func waitUntilItAnswers() async throws {
        _ = try await eventually("nginx to answer", within: .seconds(10), every: .milliseconds(50)) {
            if let end = process.end { throw BenchFailure("nginx ended at once (\(end)):\n\(process.output.tail())") }
            return try? await status()
        }
    }

    private static func modulePath() throws -> String {
        _ = try InstalledProgram.nginx.path()
        let places = [
            "/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/local/lib/nginx/modules",
            "/usr/local/nginx/modules", "/etc/nginx/modules",
        ]
        for place in places where FileManager.default.fileExists(atPath: "\(place)/ngx_rtmp_module.so") {
            return "\(place)/ngx_rtmp_module.so"
        }
        throw MissingProgram(name: "The RTMP module of nginx", package: "libnginx-mod-rtmp")
    }

    private static func configurationText(
        _ configuration: Configuration, module: String, rtmpPort: Int, httpPort: Int, directory: ScratchDirectory,
        recordings: String
    ) -> String {
        let record =
            switch configuration.recording {
            case .off: "record off;"
            case .everything: "record all; record_path \(recordings);"
            case .beginning(let messages, let bytes):
                // Without an interval the module starts the file anew at each keyframe after a limit was reached.
                "record all; record_path \(recordings); record_max_frames \(messages); record_max_size \(max(1, bytes / 1024))K; record_interval 1d;"
            }
        return """
            load_module \(module);
            daemon off;
            master_process off;
            worker_processes 1;
            pid \(directory.file("nginx.pid"));
            error_log stderr warn;
            events { worker_connections \(configuration.connections); }
            rtmp {
                access_log off;
                server {
                    listen 127.0.0.1:\(rtmpPort);
                    chunk_size 4096;
                    application \(application) {
                        live on;
                        wait_key on;
                        drop_idle_publisher \(configuration.dropIdlePublisher.milliseconds)ms;
                        \(record)
                        \(configuration.onPublish.map { "on_publish \($0);" } ?? "")
                    }
                }
            }
            http {
                access_log off;
                client_body_temp_path \(directory.file("body"));
                proxy_temp_path \(directory.file("proxy"));
                fastcgi_temp_path \(directory.file("fastcgi"));
                uwsgi_temp_path \(directory.file("uwsgi"));
                scgi_temp_path \(directory.file("scgi"));
                server {
                    listen 127.0.0.1:\(httpPort);
                    location /stat { rtmp_stat all; }
                    location /control { rtmp_control all; }
                }
            }

            """
    }
}
