import Foundation

/// `openssl s_server` with one certificate: what it reads it prints to a pipe, which nobody has to read.
final class OpenSSLServer: Sendable {
    let port: Int
    let output = Pipe()
    private let input = Pipe()
    private let process = Process()

    init(_ identity: (certificate: String, key: String), arguments: [String] = []) throws {
        port = try LoopbackListener.freePort()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments =
            ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", identity.certificate, "-key", identity.key]
            + arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // A probing connection would use up its one listener's turn; the table of the kernel tells as well.
        let deadline = Date().addingTimeInterval(10)
        while !KernelSockets.isListening(port) {
            guard Date() < deadline, process.isRunning else { throw POSIXError(.ECONNREFUSED) }
            usleep(20_000)
        }
    }

    deinit { stop() }

    func stop() {
        guard process.isRunning else { return }
        // A child of a dispatch thread inherits its blocked signals; this one cannot be blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
