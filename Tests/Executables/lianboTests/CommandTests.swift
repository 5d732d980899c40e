import ArgumentParser
import ControlWire
import FoundationEssentials
import Testing

@testable import lianbo

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

@Suite struct CommandTests {
    @Test func `exit codes tell misuse from failure`() async {
        let done = CommandBench()
        #expect(await done.run("broadcast", "list") == .done)
        #expect(await done.run("--help") == .done)
        #expect(done.out.contains("Exit codes:"))

        for arguments in [
            ["nonsense"], ["audit", "--limit", "0"], ["user", "set", "a", "boss"], ["status", "--server", "ftp://x"],
            ["cue", "fire", "tonight"], ["log-level", "loud"], ["broadcast", "plan", "/nowhere.yaml"],
            ["destination", "add", "t", "a", "--setting", "=x"],
        ] {
            let bench = CommandBench()
            #expect(
                await Console.$current.withValue(bench.console) { await Lianbo.execute(arguments) } == .misuse,
                "\(arguments)")
            #expect(!bench.errors.isEmpty && bench.changes.isEmpty)
        }

        let away = CommandBench()
        away.leave()
        #expect(await away.run("status") == .unreachable)
        #expect(away.errors.contains("lianbod --config") && away.errors.contains("Nobody listens"))

        for (status, outcome) in [
            (403, Outcome.refused), (409, .refused), (404, .refused), (401, .refused), (500, .failed), (507, .failed),
        ] {
            let bench = CommandBench()
            bench.refuse("GET /v1/feeds", status: status)
            #expect(await bench.run("feed", "list") == outcome, "\(status)")
            #expect(bench.errors.contains("It does not go."))
        }
    }

    @Test func `ids may be shortened while only one is meant`() async {
        let bench = CommandBench()
        bench.answer("POST /v1/broadcasts/tonight/arm", Samples.broadcast(phase: "scheduled"))
        #expect(await bench.run("broadcast", "arm", "ton") == .done)
        #expect(bench.out == "tonight is scheduled.\n")
        let ambiguous = CommandBench()
        #expect(await ambiguous.run("broadcast", "arm", "to") == .misuse)
        #expect(ambiguous.errors.contains("tomorrow, tonight"))
        let unknown = CommandBench()
        #expect(await unknown.run("broadcast", "arm", "x") == .refused)
        #expect(unknown.errors.contains("lianbo broadcast list"))
        #expect(await unknown.run("broadcast", "arm", "") == .refused)
        #expect((ambiguous.changes + unknown.changes).isEmpty)
    }

    @Test func `the whole id wins over a longer one`() throws {
        #expect(try Shortening.pick("a", among: ["a", "ab"], what: "cue", remedy: "") == "a")
    }

    @Test func `a command carries the revision that was seen`() async {
        let bench = CommandBench()
        bench.answer("POST /v1/broadcasts/tonight/cues/guest-1/fire", Samples.board().rundown)
        #expect(await bench.run("cue", "fire", "tonight", "gue") == .done)
        #expect(bench.changes.map(\.body) == [#"{"revision":7}"#])
        #expect(bench.changes.first?.authorization == "Bearer the-token")
    }

    @Test func `a stale command shows what happened since`() async {
        let bench = CommandBench()
        bench.refuse("POST /v1/broadcasts/tonight/start", status: 409) {
            $0.changes = [
                AuditDTO(
                    sequence: 4, at: Samples.now, by: "ada", action: "cue.fire", subject: "broadcast/tonight",
                    revision: 8, detail: "guest-1")
            ]
        }
        #expect(await bench.run("broadcast", "start", "tonight") == .refused)
        #expect(bench.errors.contains("ada  cue.fire  guest-1"))
    }

    @Test func `all faults of a plan are listed with their lines`() async throws {
        let bench = CommandBench()
        bench.refuse("POST /v1/series", status: 422) {
            $0.faults = [
                PlanFaultDTO(line: 3, column: 5, path: "cues[0].at", message: "It is negative."),
                PlanFaultDTO(line: 9, column: 1, path: "length", message: "Too long."),
            ]
        }
        try await Self.withFile("id: tonight\n") { path in
            #expect(await bench.run("broadcast", "plan", path, "--dry-run") == .refused)
        }
        #expect(
            bench.errors.contains("line 3, column 5, cues[0].at: It is negative.") && bench.errors.contains("line 9"))
        #expect(bench.changes.first?.body.contains(#""dryRun":true"#) == true)
    }

    @Test func `harm is asked about first`() async {
        let line = "POST /v1/broadcasts/tonight/end"
        for (input, outcome) in [(["n"], Outcome.failed), ([], .failed), (["y"], .done), (["YES"], .done)] {
            let bench = CommandBench(isTerminal: true, input: input)
            bench.answer(line, Samples.broadcast(phase: "ending"))
            #expect(await bench.run("broadcast", "end", "tonight") == outcome)
            #expect(bench.changes.count == (outcome == .done ? 1 : 0))
        }
        let alone = CommandBench()
        alone.answer(line, Samples.broadcast(phase: "ending"))
        #expect(await alone.run("broadcast", "end", "tonight") == .misuse)
        #expect(alone.errors.contains("--yes") && alone.changes.isEmpty)
        #expect(await alone.run("broadcast", "end", "tonight", "--yes") == .done)
    }

    @Test(arguments: [
        ("remove", "DELETE /v1/broadcasts/tonight/destinations/enshi", "removed"),
        ("stop", "POST /v1/broadcasts/tonight/destinations/enshi/stop", "off"),
    ])
    func `only the last live account is asked about before it goes off`(
        verb: String, line: String, desire: String
    ) async {
        let bench = CommandBench()
        bench.answer(line, Samples.destination("enshi", "恩施在线", "ended", desire: desire))
        #expect(await bench.run("destination", verb, "tonight", "enshi") == .done)
        let last = CommandBench()
        last.answer(
            "GET /v1/broadcasts/tonight/board",
            Samples.board(destinations: [Samples.destination("enshi", "恩施在线", "live")]))
        last.answer(line, Samples.destination("enshi", "恩施在线", "ended", desire: desire))
        #expect(await last.run("destination", verb, "tonight", "enshi") == .misuse)
        #expect(last.errors.contains("--yes") && last.changes.isEmpty)
        #expect(await last.run("destination", verb, "tonight", "enshi", "--yes") == .done)
    }

    @Test func `secrets come from standard input and are never shown`() async {
        let bench = CommandBench(input: ["rtmp://push.example.com/live/canary-5f1d \n"])
        bench.answerNothing("PUT /v1/accounts/xiangyang/push-address")
        #expect(await bench.run("account", "set-address", "xiang") == .done)
        #expect(
            bench.changes.first?.body.replacing("\\/", with: "/")
                == #"{"secret":"rtmp://push.example.com/live/canary-5f1d"}"#)
        #expect(!(bench.out + bench.errors).contains("canary"))
        let empty = CommandBench(input: [])
        #expect(await empty.run("account", "set-address", "xiang") == .misuse)
        #expect(empty.changes.isEmpty)
    }

    @Test func `a generated key is sent and printed once`() async throws {
        let bench = CommandBench()
        bench.answerNothing("PUT /v1/feeds/host/key")
        #expect(await bench.run("feed", "generate-key", "host") == .done)
        #expect(bench.out.hasPrefix("Server:      rtmp://127.0.0.1:1935/live\nStream key:  host?key="))
        let key = try #require(bench.out.split(separator: "key=").last).filter { !$0.isWhitespace }
        #expect(key.count == 64)
        #expect(bench.changes.map(\.body) == [#"{"secret":"\#(key)"}"#])
        #expect(RandomKey.make() != RandomKey.make())
    }

    @Test func `a user's token goes to the screen or to a file for its owner alone`() async throws {
        let bench = CommandBench()
        bench.answer("PUT /v1/users/li.na", UserDTO(id: "li.na", role: "operator", createdAt: Samples.now))
        #expect(await bench.run("user", "set", "li.na", "operator") == .done)
        let token = try #require(bench.out.split(separator: "\n").last)
        #expect(bench.changes.last?.body.contains(token) == true && token.count == 64)
        try await Self.withFile("") { path in
            let second = CommandBench()
            second.answer("PUT /v1/users/li.na", UserDTO(id: "li.na", role: "operator", createdAt: Samples.now))
            #expect(await second.run("user", "set", "li.na", "operator", "--new-token-file", path) == .done)
            let written = try TextFile.read(path).trimmed
            #expect(second.changes.last?.body.contains(written) == true && written.count == 64)
            #expect(!second.out.contains(written))
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
        let kept = CommandBench()
        kept.answer("PUT /v1/users/li.na", UserDTO(id: "li.na", role: "viewer", createdAt: Samples.now))
        #expect(await kept.run("user", "set", "li.na", "viewer", "--keep-token") == .done)
        #expect(kept.changes.map(\.body) == [#"{"role":"viewer"}"#])
    }

    @Test func `the token file of the command line wins over the environment`() async throws {
        try await Self.withFile("from-file\n") { path in
            let bench = CommandBench(environment: ["LIANBO_TOKEN": "from-environment"])
            #expect(await bench.run("feed", "list", "--token-file", path) == .done)
            #expect(bench.asked.map(\.authorization) == ["Bearer from-file"])
            let other = CommandBench(environment: ["LIANBO_TOKEN": "from-environment", "LIANBO_TOKEN_FILE": path])
            #expect(await other.run("feed", "list") == .done)
            #expect(other.asked.map(\.authorization) == ["Bearer from-file"])
        }
    }

    @Test func `JSON is what the API said`() async throws {
        let bench = CommandBench()
        #expect(await bench.run("destination", "list", "tonight", "--json") == .done)
        #expect(try JSONDecoder().decode([DestinationDTO].self, from: Data(bench.out.utf8)) == Samples.destinations)
        let show = CommandBench()
        #expect(await show.run("broadcast", "show", "tonight", "--json") == .done)
        #expect(try JSONDecoder().decode(BoardDTO.self, from: Data(show.out.utf8)) == Samples.board())
    }

    @Test func `every command explains itself and takes JSON`() async {
        func walk(_ type: any ParsableCommand.Type, _ path: [String]) async {
            #expect(!type.configuration.abstract.isEmpty, "\(path)")
            if type.configuration.subcommands.isEmpty {
                let bench = CommandBench()
                #expect(
                    await Console.$current.withValue(bench.console) { await Lianbo.execute(path + ["--help"]) } == .done
                )
                #expect(bench.out.contains("--json") && bench.out.contains("--server"), "\(path)")
            }
            for child in type.configuration.subcommands {
                await walk(child, path + [child.configuration.commandName ?? ""])
            }
        }
        await walk(Lianbo.self, [])
    }

    static func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let path = "/tmp/lianbo-test-\(RandomKey.make().reveal().prefix(16))"
        try TextFile.writePrivate(text, to: path)
        defer { unlink(path) }
        try await body(path)
    }
}
