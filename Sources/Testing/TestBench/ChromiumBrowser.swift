/// A headless Chromium with a profile of its own; it ends with its ``Bench``.
///
/// ```swift
/// try await withBench { bench in
///     let page = try await ChromiumBrowser.start(on: bench).newPage()
///     try await page.open("http://127.0.0.1:8080/")
///     try await page.wait("the heading") { "document.querySelector('h1')" }
///     #expect(page.consoleErrors == [])
/// }
/// ```
package final class ChromiumBrowser: Sendable {
    private let bench: Bench
    private let port: Int
    private let link: ChromiumLink
    private let userAgent: String

    private init(bench: Bench, port: Int, link: ChromiumLink, userAgent: String) {
        self.bench = bench
        self.port = port
        self.link = link
        self.userAgent = userAgent
    }

    /// Starts Chromium and returns when it takes commands. Throws ``MissingProgram`` where it is not installed.
    package static func start(on bench: Bench, within limit: Duration = .seconds(30)) async throws -> ChromiumBrowser {
        let profile = try bench.scratchDirectory(named: "chromium")
        let arguments = [
            "--headless=new", "--no-sandbox", "--remote-debugging-port=0", "--user-data-dir=\(profile.path)",
            "--no-first-run",
            "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
            "--disable-component-update", "--disable-default-apps", "--disable-sync", "--mute-audio",
            "--no-proxy-server", "about:blank",
        ]
        let process = try await bench.start(try ChildCommand(.chromium, arguments))
        let mark = "DevTools listening on ws://127.0.0.1:"
        let line = try await process.waitForLine(within: limit, "Chromium's DevTools address") { $0.contains(mark) }
        let address = line.drop { $0 != "1" }.dropFirst("127.0.0.1:".count)
        guard let slash = address.firstIndex(of: "/"), let port = Int(address[..<slash]) else {
            throw BenchFailure("Chromium printed an address that cannot be read: \(line)")
        }
        let link = try await ChromiumLink.connect(port: port, path: String(address[slash...])) { _, _ in }
        bench.whenOver { await link.close() }
        let version = try await link.call("Browser.getVersion")
        return ChromiumBrowser(bench: bench, port: port, link: link, userAgent: version["userAgent"].string ?? "")
    }

    /// An empty page in a context of its own: it shares no cookie and no storage with other pages.
    /// `language` is what `navigator.language` and `Accept-Language` say.
    package func newPage(width: Int = 1280, height: Int = 800, language: String = "en-US") async throws -> ChromiumPage
    {
        let context = try await link.call("Target.createBrowserContext")["browserContextId"]
        let target = try await link.call("Target.createTarget", ["url": "about:blank", "browserContextId": context])
        guard let id = target["targetId"].string else { throw BenchFailure("Chromium opened no page.") }
        let page = try await ChromiumPage.attach(port: port, target: id)
        bench.whenOver { await page.disconnect() }
        try await page.prepare(width: width, height: height, userAgent: userAgent, language: language)
        return page
    }
}
