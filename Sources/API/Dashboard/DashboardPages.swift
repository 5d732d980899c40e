import Foundation

/// The control room's page with all it needs: nothing is fetched from anywhere else.
///
/// It asks for this policy and keeps to it: `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;
/// connect-src 'self'; font-src 'self'`.
package enum DashboardPages {
    /// What stands at `path`, or nil. ControlAPI asks with the path of a request, decoded and without its query.
    ///
    /// `/` is the page, and `/director` the same page for a director; `/stage` is the page of a screen in the studio;
    /// `/assets/<name>` are their parts. The files are read once, and only names of the table below exist,
    /// so no path leads out of it.
    package static func file(_ path: String) -> (bytes: [UInt8], contentType: String)? {
        guard let page = pages[path] else { return nil }
        return (page.bytes, page.contentType)
    }

    /// Every path that ``file(_:)`` knows.
    package static var paths: [String] { pages.keys.sorted() }

    private struct Page: Sendable {
        var bytes: [UInt8]
        var contentType: String
    }

    private static let names = [
        "index.html", "style.css", "icon.svg",
        "accounts.js", "app.js", "clock.js", "commands.js", "curve.js", "destination.js", "detail.js", "dom.js",
        "feeds.js",
        "figures.js", "format.js", "guests.js", "previews.js", "rundown.js", "stage.js", "stream.js", "strings.js",
        "tile.js", "toasts.js",
        "wire.js",
        "director.css", "director.js", "record.js", "screen.css", "screen.html", "screen.js", "screenlink.js",
        "stagelinks.js", "picker.js", "campaign.js",
    ]
    private static let addresses = ["index.html": ["/", "/director"], "screen.html": ["/stage"]]

    private static let pages: [String: Page] = {
        let folder = Bundle.module.bundleURL.appendingPathComponent("Pages", isDirectory: true)
        var pages: [String: Page] = [:]
        for name in names {
            guard let data = try? Data(contentsOf: folder.appendingPathComponent(name)) else { continue }
            let page = Page(bytes: Array(data), contentType: contentType(of: name))
            for address in addresses[name] ?? ["/assets/\(name)"] { pages[address] = page }
        }
        return pages
    }()

    private static func contentType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }
}
