import ArgumentParser
import Foundation

struct FeedPreviewCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Write a small picture (JPEG) of what an input brings now.")
    @Argument(help: "A feed's id, or its beginning.") var feed: String
    @Argument(help: "Where the picture is written; a file that is there is replaced.") var file: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.feedID(feed)
        let picture = try await client.preview(of: id)
        do {
            try Data(picture).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw CommandFailure("The picture cannot be written to \(file). Is the folder there, and yours?")
        }
        try done("A picture of \(id) stands in \(file).")
    }
}
