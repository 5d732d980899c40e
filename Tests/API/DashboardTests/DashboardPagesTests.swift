import Dashboard
import Foundation
import Testing

@Suite struct DashboardPagesTests {
    @Test func theRootIsThePage() throws {
        let page = try #require(DashboardPages.file("/"))
        #expect(page.contentType == "text/html; charset=utf-8")
        #expect(String(decoding: page.bytes, as: UTF8.self).hasPrefix("<!doctype html>"))
    }

    @Test(arguments: [
        "", "/index.html", "/assets/", "/assets/../app.js", "/assets/%2e%2e/app.js", "/assets/index.html",
        "/../Package.swift", "/assets//app.js", "//", "/assets/app.js/",
    ])
    func nothingElseExists(path: String) {
        #expect(DashboardPages.file(path) == nil)
    }

    @Test func everyFileThatThePagesNameIsServed() throws {
        let paths = Set(DashboardPages.paths)
        #expect(paths.count > 15)
        for path in paths {
            let text = String(decoding: try #require(DashboardPages.file(path)).bytes, as: UTF8.self)
            for match in text.matches(of: #/(?:from|import) "\./([\w.]+)"/#) {
                #expect(paths.contains("/assets/\(match.1)"), "\(path) imports \(match.1)")
            }
            for match in text.matches(of: #/(?:href|src)="(/[\w./]*)"/#) {
                #expect(paths.contains(String(match.1)), "\(path) names \(match.1)")
            }
        }
    }

    @Test func noPageHoldsWhatThePolicyForbids() throws {
        let text = String(decoding: try #require(DashboardPages.file("/")).bytes, as: UTF8.self)
        #expect(!text.contains("<style"))
        #expect(!text.contains(#/\sstyle="/#))
        #expect(!text.contains(#/\son\w+="/#))
        for match in text.matches(of: #/<script[^>]*>/#) { #expect(match.0.contains("src=\"/assets/")) }
        for path in DashboardPages.paths {
            let part = String(decoding: try #require(DashboardPages.file(path)).bytes, as: UTF8.self)
            #expect(
                !part.contains("innerHTML") && !part.contains("outerHTML") && !part.contains("insertAdjacentHTML")
                    && !part.contains("eval("), "\(path)")
            #expect(!part.contains(#/https?:\/\/(?!www\.w3\.org)/#), "\(path) reaches out")
        }
    }

    @Test func everyWordThatIsAskedForStandsInTheTables() throws {
        let table = String(decoding: try #require(DashboardPages.file("/assets/strings.js")).bytes, as: UTF8.self)
        let keys = Set(table.matches(of: #/^    "([\w.-]+)": "/#.anchorsMatchLineEndings()).map { String($0.1) })
        #expect(keys.count > 150)
        for path in DashboardPages.paths where path != "/assets/strings.js" {
            let text = String(decoding: try #require(DashboardPages.file(path)).bytes, as: UTF8.self)
            let asked =
                text.matches(of: #/\bt\("([\w.-]+)"/#).map { String($0.1) }
                + text.matches(of: #/data-t(?:-\w+)?="([\w.-]+)"/#).map { String($0.1) }
            for key in asked { #expect(keys.contains(key), "\(path) asks for \(key)") }
        }
    }
}
