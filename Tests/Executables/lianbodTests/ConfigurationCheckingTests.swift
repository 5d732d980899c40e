import FoundationEssentials
import Testing

@testable import lianbod

/// A directory of its own for one test.
private struct Scratch: ~Copyable {
    let path: String

    init() throws {
        path = "\(FileManager.default.temporaryDirectory.path)/lianbod-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, mode: Int = 0o600, _ content: String = "x") throws -> String {
        let file = "\(path)/\(name)"
        try Data(content.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}

private func faults(in text: String, _ environment: [String: String] = [:]) -> [String] {
    do throws(ConfigurationFaults) {
        _ = try DaemonConfiguration.read(text, fileName: "lianbo.yaml", environment: environment)
        return []
    } catch {
        return error.description.split(separator: "\n").map(String.init)
    }
}

struct ConfigurationCheckingTests {
    @Test func `a data directory that is not there yet can be made, and is not made by looking`() throws {
        let scratch = try Scratch()
        #expect(faults(in: "data_directory: \(scratch.path)/a/b/c") == [])
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/a"))
        #expect(faults(in: "data_directory: \(scratch.path)/") == [])
    }

    @Test func `a data directory that cannot be is a fault at its line, or at its variable`() throws {
        let scratch = try Scratch()
        let file = try scratch.file("plain")
        #expect(
            faults(in: "log:\n  level: info\ndata_directory: \(file)\nsecret_key_file: \(scratch.path)/k") == [
                "lianbo.yaml:3:1: data_directory: names \(file), which is not a directory"
            ])
        #expect(
            faults(in: "secret_key_file: \(scratch.path)/k", ["LIANBO_DATA_DIRECTORY": "\(file)/below"])
                == [
                    "environment variable LIANBO_DATA_DIRECTORY: data_directory: names \(file)/below, which cannot be used: Not a directory"
                ]
        )
    }

    @Test func `a key file is for its owner alone`() throws {
        let scratch = try Scratch()
        let text = "data_directory: \(scratch.path)\n"
        #expect(faults(in: text) == [])
        let key = try scratch.file("secret.key", mode: 0o644)
        #expect(
            faults(in: text) == [
                "lianbo.yaml: secret_key_file: names \(key), which others may read or write (mode 0644); run `chmod 600 \(key)` (this is the default)"
            ])
        #expect(
            faults(in: text, ["LIANBO_SECRET_KEY_FILE": key]).first?.hasPrefix(
                "environment variable LIANBO_SECRET_KEY_FILE: secret_key_file: names \(key), which others") == true)
        for mode in [0o640, 0o620, 0o604, 0o601] {
            _ = try scratch.file("secret.key", mode: mode)
            #expect(faults(in: text).count == 1)
        }
        _ = try scratch.file("secret.key", mode: 0o600)
        #expect(faults(in: text) == [])
        _ = try scratch.file("secret.key", mode: 0o400)
        #expect(faults(in: text) == [])
    }

    @Test func `a key file elsewhere needs its directory`() throws {
        let scratch = try Scratch()
        #expect(
            faults(in: "data_directory: \(scratch.path)\nsecret_key_file: \(scratch.path)/keys/k")
                == [
                    "lianbo.yaml:2:1: secret_key_file: names \(scratch.path)/keys/k, but there is no directory \(scratch.path)/keys; make it first"
                ]
        )
        #expect(
            faults(in: "data_directory: \(scratch.path)\nsecret_key_file: \(scratch.path)") == [
                "lianbo.yaml:2:1: secret_key_file: names \(scratch.path), which is not a regular file"
            ])
        #expect(faults(in: "data_directory: \(scratch.path)/new\nsecret_key_file: \(scratch.path)/new/k") == [])
    }

    @Test func `a file of authorities has to be there`() throws {
        let scratch = try Scratch()
        let file = try scratch.file("ca.pem")
        #expect(faults(in: "outbound: { certificate_authority_file: \(file) }") == [])
        #expect(
            faults(in: "outbound:\n  certificate_authority_file: \(file)x")
                == [
                    "lianbo.yaml:2:3: outbound.certificate_authority_file: names \(file)x, which cannot be read: No such file or directory"
                ]
        )
        #expect(
            faults(in: "outbound: { certificate_authority_file: \(scratch.path) }") == [
                "lianbo.yaml:1:13: outbound.certificate_authority_file: names \(scratch.path), which is a directory"
            ])
    }

    @Test func `the interface is open to others only when that is said`() throws {
        #expect(
            faults(in: "api:\n  host: 0.0.0.0")
                == [
                    "lianbo.yaml:2:3: api.host: is reachable from other machines; keep 127.0.0.1, or set `api.allow_remote: true` if that is meant"
                ]
        )
        #expect(
            faults(in: "", ["LIANBO_API_HOST": "::"]).first?.hasPrefix(
                "environment variable LIANBO_API_HOST: api.host: is reachable") == true)
        #expect(faults(in: "api: { host: 0.0.0.0, allow_remote: true }") == [])
        for host in ["127.0.0.1", "127.1.2.3", "localhost", "'::1'"] {
            #expect(faults(in: "api: { host: \(host) }") == [])
        }
        #expect(faults(in: "api: { host: 127.example.org }").count == 1)
    }

    @Test func `values that contradict each other are refused`() {
        #expect(
            faults(in: "api: { port: 1935 }") == [
                "lianbo.yaml:1:8: api.port: is also the port of `ingest.port`; give each its own"
            ])
        #expect(faults(in: "api: { port: 0 }\ningest: { port: 0 }") == [])
        #expect(
            faults(in: "relay: { retry_cap: 500ms }") == [
                "lianbo.yaml:1:10: relay.retry_cap: must not be shorter than `relay.retry_base` (1s)"
            ])
        #expect(
            faults(in: "relay: { retry_base: 16s }") == [
                "lianbo.yaml:1:10: relay.retry_base: must not be longer than `relay.retry_cap` (15s)"
            ])
        #expect(
            faults(in: "relay: { lag_jump: 20s }") == [
                "lianbo.yaml:1:10: relay.lag_jump: must be shorter than `relay.log_duration` (12s)"
            ])
        #expect(
            faults(in: "relay: { log_duration: 4s }") == [
                "lianbo.yaml:1:10: relay.log_duration: must be longer than `relay.lag_jump` (4s)"
            ])
    }

    @Test func `a file that cannot be read is named`() throws {
        let scratch = try Scratch()
        func message(_ file: String) -> String {
            do throws(ConfigurationFaults) {
                _ = try DaemonConfiguration.load(file: file, environment: [:])
                return ""
            } catch {
                return error.description
            }
        }
        #expect(
            message("\(scratch.path)/none.yaml")
                == "\(scratch.path)/none.yaml: the file: cannot be read: No such file or directory")
        #expect(message(scratch.path) == "\(scratch.path): the file: is a directory")
        let bytes = try scratch.file("latin.yaml")
        try Data([0x61, 0x3A, 0xE9]).write(to: URL(filePath: bytes))
        #expect(message(bytes) == "\(bytes): the file: is not UTF-8 text")
        #expect(
            message(try scratch.file("long.yaml", String(repeating: "#", count: (1 << 20) + 1)))
                == "\(scratch.path)/long.yaml: the file: is larger than 1048576 bytes")
    }
}
