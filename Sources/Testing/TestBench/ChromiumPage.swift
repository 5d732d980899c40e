import FoundationEssentials

/// One page of a ``ChromiumBrowser``, used as a person would, and watched for errors meanwhile.
package final class ChromiumPage: Sendable {
    private let link: ChromiumLink
    private let watch: ChromiumWatch

    private init(link: ChromiumLink, watch: ChromiumWatch) {
        self.link = link
        self.watch = watch
    }

    static func attach(port: Int, target: String) async throws -> ChromiumPage {
        let watch = ChromiumWatch()
        let link = try await ChromiumLink.connect(port: port, path: "/devtools/page/\(target)") { watch.noted($0, $1) }
        return ChromiumPage(link: link, watch: watch)
    }

    func prepare(width: Int, height: Int, userAgent: String, language: String) async throws {
        for domain in ["Page", "Runtime", "Log", "Network"] { _ = try await link.call("\(domain).enable") }
        _ = try await link.call(
            "Emulation.setUserAgentOverride", ["userAgent": .text(userAgent), "acceptLanguage": .text(language)])
        try await setViewport(width: width, height: height)
    }

    func disconnect() async { await link.close() }

    // MARK: What it reported

    /// What the page itself did wrong: `console.error`, exceptions nobody caught, violations of the content policy.
    package var consoleErrors: [String] { watch.consoleErrors }
    /// What the browser wrote to the console about answers of 400 and more and about failed connections. A page cannot
    /// prevent these lines; a test that provokes none expects none.
    package var networkErrors: [String] { watch.networkErrors }

    // MARK: Going about

    /// Opens `address` and waits until the page and its parts are loaded.
    package func open(_ address: String, within limit: Duration = .seconds(20)) async throws {
        let before = watch.loads
        let answer = try await link.call("Page.navigate", ["url": .text(address)])
        if let error = answer["errorText"].string { throw BenchFailure("\(address) does not open: \(error)") }
        try await waitForLoad(after: before, of: address, within: limit)
    }

    package func reload(within limit: Duration = .seconds(20)) async throws {
        let before = watch.loads
        _ = try await link.call("Page.reload")
        try await waitForLoad(after: before, of: "the page again", within: limit)
    }

    private func waitForLoad(after before: Int, of what: String, within limit: Duration) async throws {
        _ = try await eventually("loading \(what)", within: limit, every: .milliseconds(20)) {
            self.watch.loads > before ? true : nil
        }
    }

    /// The size of the window in CSS pixels; `mobile` makes it behave as a telephone does.
    package func setViewport(width: Int, height: Int, scale: Int = 1, mobile: Bool = false) async throws {
        _ = try await link.call(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .number(Double(width)), "height": .number(Double(height)),
                "deviceScaleFactor": .number(Double(scale)),
                "mobile": .bool(mobile),
            ])
    }

    // MARK: Asking

    /// The value of a JavaScript expression; a promise is awaited. Throws ``BenchFailure`` with the exception's words.
    @discardableResult
    package func evaluate(_ expression: String) async throws -> ChromiumJSON {
        let answer = try await link.call(
            "Runtime.evaluate",
            ["expression": .text(expression), "awaitPromise": true, "returnByValue": true, "userGesture": true])
        let failure = answer["exceptionDetails"]
        guard failure == .null else {
            throw BenchFailure(
                "\(expression): \(failure["exception"]["description"].string ?? failure["text"].string ?? "failed")")
        }
        return answer["result"]["value"]
    }

    /// Whether the expression is truthy.
    package func holds(_ expression: String) async throws -> Bool {
        try await evaluate("!!(\(expression))").bool ?? false
    }

    /// Waits until the expression is truthy; throws ``TimeLimitExceeded`` that names `what`.
    package func wait(_ what: String, within limit: Duration = .seconds(10), until expression: String) async throws {
        _ = try await eventually(what, within: limit, every: .milliseconds(40)) {
            try await self.holds(expression) ? true : nil
        }
    }

    /// The text of the first element that matches, as it is shown; nil when there is none or it is not shown.
    package func text(_ selector: String) async throws -> String? {
        try await evaluate(
            "(() => { const e = document.querySelector(\(Self.quoted(selector))); return e && e.checkVisibility() ? e.innerText : null })()"
        ).string
    }

    /// How many elements match and are shown.
    package func count(_ selector: String) async throws -> Int {
        let all = "[...document.querySelectorAll(\(Self.quoted(selector)))].filter(e => e.checkVisibility()).length"
        return Int(try await evaluate(all).number ?? -1)
    }

    // MARK: Acting

    /// Clicks the first element that matches, as a script would; throws when there is none.
    package func click(_ selector: String) async throws {
        try await evaluate(
            "(() => { const e = document.querySelector(\(Self.quoted(selector))); if (!e) throw new Error('nothing matches'); e.click() })()"
        )
    }

    /// Focuses the first element that matches and types `text` into it, replacing what stood there.
    package func type(_ text: String, into selector: String) async throws {
        try await evaluate(
            "(() => { const e = document.querySelector(\(Self.quoted(selector))); e.focus(); e.select() })()")
        _ = try await link.call("Input.insertText", ["text": .text(text)])
    }

    /// Presses a key: `?`, `l`, `Escape`, `Enter`, `ArrowRight`, `Tab`; a capital letter is pressed with Shift.
    package func press(_ key: String) async throws {
        var down: [String: ChromiumJSON] = ["type": "keyDown", "key": .text(key)]
        if key.count == 1 { down["text"] = .text(key) }
        if key == "Enter" { down["text"] = "\r" }
        if key.count == 1, key != key.lowercased() { down["modifiers"] = 8 }
        let codes = [
            "Escape": 27, "Enter": 13, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
        ]
        if let code = codes[key] {
            down["windowsVirtualKeyCode"] = .number(Double(code))
            down["code"] = .text(key)
        }
        _ = try await link.call("Input.dispatchKeyEvent", .object(down))
        down["type"] = "keyUp"
        down["text"] = nil
        _ = try await link.call("Input.dispatchKeyEvent", .object(down))
    }

    /// Writes what the window shows, or with `whole` the page down to its end, as PNG.
    package func screenshot(to path: String, whole: Bool = false) async throws {
        let answer = try await link.call(
            "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": .bool(whole)], within: .seconds(60))
        guard let text = answer["data"].string, let data = Data(base64Encoded: text) else {
            throw BenchFailure("Chromium made no picture.")
        }
        try data.write(to: URL(fileURLWithPath: path))
    }

    /// `text` as a JavaScript literal.
    package static func quoted(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }
}
