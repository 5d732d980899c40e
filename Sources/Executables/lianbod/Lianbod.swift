import ArgumentParser
import BroadcastModel
import Glibc

/// `lianbod`: reads its configuration, then runs until it is told to end.
@main
struct Lianbod: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lianbod",
        abstract: "The coordinator daemon of Lianbo (联播): takes one stream in and relays it to many accounts.",
        discussion: """
            Start it with a configuration file, then talk to it with `lianbo`:

              lianbod --check-config --config Config/lianbo.yaml
              lianbod --config Config/lianbo.yaml

            Every key is explained in Config/lianbo.yaml. An environment variable LIANBO_<KEY>, with `_` for each dot, \
            overrides a key: LIANBO_API_PORT=9000. The first start makes a user `admin`; its token is in the file \
            admin.token in the data directory.

            SIGTERM and Ctrl-C end every session politely. Exit codes: 0 ended as told, 64 misuse, 78 configuration faults, \
            1 anything else.
            """,
        version: Daemon.version
    )

    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "Config/lianbo.yaml"

    @Flag(name: .long, help: "Check the configuration and exit: 0 when it is sound, 78 when it is not.")
    var checkConfig = false

    func run() async throws {
        let loaded: DaemonConfiguration
        do {
            loaded = try DaemonConfiguration.load(file: config, environment: Self.environment)
        } catch {
            Self.complain("\(error)")
            throw ExitCode(78)
        }
        if checkConfig {
            print("\(config) is sound.")
            return
        }
        do {
            try await Daemon(configuration: loaded).run()
        } catch let fault as Fault {
            Self.complain("lianbod: \(fault.message)")
            throw ExitCode.failure
        }
    }

    private static func complain(_ text: String) {
        let bytes = Array("\(text)\n".utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    private static var environment: [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let pair = entry.pointee {
            let text = String(cString: pair)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return result
    }
}
