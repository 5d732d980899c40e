import BroadcastModel
import Program
import Testing

@testable import Studio

struct SlateRecipeTests {
    private static func format(
        _ width: Int = 1920, _ height: Int = 1080, rate: (Int, Int) = (30, 1), profile: UInt8? = 100,
        level: UInt8? = 40,
        sampleRate: Int = 48_000, channels: Int = 2
    ) -> ProgramFormat {
        ProgramFormat(
            video: .init(
                width: width, height: height, frameRate: ProgramFormat.FrameRate(rate.0, rate.1)!, profile: profile,
                level: level), audio: .init(sampleRate: sampleRate, channels: channels))
    }

    @Test(arguments: [
        (30, 1, 48_000, 128), (25, 1, 48_000, 104), (25, 1, 44_100, 150), (30_000, 1_001, 48_000, 179),
        (60, 1, 48_000, 256),
    ])
    func `A still slate is a whole number of pictures and of sounds where there is such a time`(
        numerator: Int, denominator: Int, sampleRate: Int, pictures: Int
    ) {
        let rate = ProgramFormat.FrameRate(numerator, denominator)!
        let audio = ProgramFormat.Audio(sampleRate: sampleRate, channels: 2)
        #expect(SlateRecipe.pictureCount(length: nil, rate: rate, audio: audio) == pictures)
    }

    @Test func `Clips and music decide the length, within bounds`() {
        let rate = ProgramFormat.FrameRate(30, 1)!
        #expect(SlateRecipe.pictureCount(length: .milliseconds(7_400), rate: rate, audio: nil) == 222)
        #expect(SlateRecipe.pictureCount(length: .milliseconds(1), rate: rate, audio: nil) == 15)
        let clip = SlateRecipe(
            Slate(picture: .clip(path: "/c")), format: Self.format(), material: .init(duration: .seconds(7_200)))
        #expect(clip.pictures == 1_800)
        let music = SlateRecipe(
            Slate(picture: .card("x"), sound: .music(path: "/m")), format: Self.format(),
            material: .init(duration: .seconds(12)))
        #expect(music.pictures == 360)
        #expect(music.sounds == 564)
    }

    @Test func `No text stands in the arguments, whatever it is`() {
        let text = "a':%{localtime}\\,;[0:v]\n第二行"
        let recipe = SlateRecipe(Slate(picture: .card(text)), format: Self.format())
        #expect(recipe.lines == ["a':%{localtime}\\,;[0:v]", "第二行"])
        #expect(!recipe.arguments(hasFont: true).joined(separator: " ").contains("localtime"))
        #expect(recipe.arguments(hasFont: true).joined(separator: " ").contains("textfile=line1.txt:expansion=none"))
        #expect(!recipe.arguments(hasFont: false).joined(separator: " ").contains("drawtext"))
        let long = SlateRecipe(
            Slate(picture: .card(String(repeating: String(repeating: "长", count: 500) + "\n", count: 50))),
            format: Self.format())
        #expect(long.lines.count == Slate.mostLines)
        #expect(long.lines.allSatisfy { $0.count == 80 })
    }

    @Test(
        arguments: [(66, "baseline"), (77, "main"), (88, "main"), (100, "high"), (110, "high"), (nil, "high")]
            as [(UInt8?, String)])
    func `The profile is the program's, as far as eight bits go`(profile: UInt8?, name: String) {
        let arguments = SlateRecipe(.standard, format: Self.format(profile: profile)).arguments(hasFont: false)
        #expect(arguments.firstIndex(of: "-profile:v").map { arguments[$0 + 1] } == name)
    }

    @Test func `Odd sizes and strange layouts become what can be coded`() {
        let recipe = SlateRecipe(.standard, format: Self.format(853, 481, channels: 8))
        #expect((recipe.width, recipe.height) == (852, 480))
        #expect(recipe.audio?.channels == 2)
    }

    @Test func `A program of sound alone gets a slate of sound alone`() {
        let format = ProgramFormat(video: nil, audio: .init(sampleRate: 44_100, channels: 1))
        let recipe = SlateRecipe(.standard, format: format)
        #expect(recipe.pictures == 0)
        #expect(recipe.sounds == 258)
        #expect(!recipe.arguments(hasFont: true).joined(separator: " ").contains("[v]"))
    }
}
