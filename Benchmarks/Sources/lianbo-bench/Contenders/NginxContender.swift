import FoundationEssentials
import TestBench

/// nginx-rtmp with one `push` an account.
struct NginxContender: Contender {
    let process: ChildProcess
    let feed: FeedTarget

    static func start(on bench: Bench, _ settings: ContenderSettings, _ farm: SinkFarm) async throws -> NginxContender {
        let directory = try bench.scratchDirectory(named: "push")
        let port = try KernelPorts.free()
        let places = ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/local/nginx/modules"]
        guard
            let module = places.map({ "\($0)/ngx_rtmp_module.so" }).first(where: {
                FileManager.default.fileExists(atPath: $0)
            })
        else { throw MissingProgram(name: "The RTMP module of nginx", package: "libnginx-mod-rtmp") }
        let text = """
            load_module \(module);
            daemon off;
            master_process off;
            pid \(directory.file("nginx.pid"));
            error_log stderr warn;
            events { worker_connections \(farm.accounts.count + 100); }
            rtmp {
                access_log off;
                server {
                    listen 127.0.0.1:\(port);
                    chunk_size \(settings.nginxChunk);
                    application live {
                        live on;
            \(farm.accounts.map { "            push \($0.address);" }.joined(separator: "\n"))
                    }
                }
            }

            """
        let file = try directory.write(text, to: "nginx.conf")
        let process = try await bench.start(
            settings.cores.onRelayCore(
                "nginx (push)", try InstalledProgram.nginx.path(), ["-p", directory.path, "-c", file, "-e", "stderr"],
                in: directory.path))
        return NginxContender(process: process, feed: .rtmp(port: port, application: "live", stream: "main"))
    }
}
