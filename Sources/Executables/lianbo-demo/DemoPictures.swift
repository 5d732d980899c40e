import BroadcastModel
import FoundationEssentials
import TestBench

/// Pictures of the dashboard, the director's page and the stage's screen for the documents, taken of a running night in which three accounts are in trouble.
struct DemoPictures: Sendable {
    /// Where they go.
    let directory: String

    static let troubled = 3

    /// Addresses that refuse, wedge and reset, for the last accounts of the plan.
    static func trouble(on bench: Bench) async throws -> [String] {
        var addresses: [String] = []
        for behaviour in [
            BadPeer.Behaviour.refuses(code: "NetStream.Publish.BadName"), .wedges, .resets(after: .seconds(3)),
        ] {
            addresses.append(try await BadPeer.start(on: bench, behaviour).address(of: "{account}"))
        }
        return addresses
    }

    /// Signs in and takes one picture a language and width; `stage` is the address of a stage link, in Chinese or English.
    func take(on bench: Bench, address: String, tokenFile: String, stage: (String) -> Secret) async throws {
        guard let token = FileManager.default.contents(atPath: tokenFile).map({ String(decoding: $0, as: UTF8.self) })
        else { throw BenchFailure("There is no token at \(tokenFile).") }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let browser = try await ChromiumBrowser.start(on: bench)
        for (language, width, height) in [("zh", 1280, 800), ("en", 1280, 800), ("zh", 390, 844), ("en", 390, 844)] {
            let page = try await browser.newPage(width: width, height: height, language: language)
            try await page.open("\(address)/?lang=\(language)")
            try await page.type(token.filter { !$0.isWhitespace }, into: "#token")
            try await page.press("Enter")
            try await page.wait(
                "the night is shown", within: .seconds(20),
                until: "document.querySelectorAll('canvas').length > 0 && document.body.innerText.includes('107')")
            try await Task.sleep(for: .seconds(3))
            try await page.screenshot(to: "\(directory)/dashboard-\(language)-\(width).png")
            guard width > 1000 else { continue }
            try await page.open("\(address)/director?lang=\(language)")
            try await page.wait(
                "the director's page is filled", within: .seconds(20),
                until:
                    "document.body.dataset.view === 'board' && document.getElementById('director-now').textContent !== ''"
            )
            try await page.screenshot(to: "\(directory)/director-\(language)-\(width).png")
        }
        for (language, width, height) in [("zh", 1920, 1080), ("en", 1920, 1080), ("zh", 390, 844), ("en", 390, 844)] {
            let page = try await browser.newPage(width: width, height: height, language: language)
            try await page.open(stage(language).reveal())
            try await page.wait(
                "the stage is shown", within: .seconds(20), until: "document.body.dataset.view === 'stage'")
            try await page.screenshot(to: "\(directory)/stage-\(language)-\(width).png")
        }
    }
}
