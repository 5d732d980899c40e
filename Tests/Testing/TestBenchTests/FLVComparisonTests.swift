import FoundationEssentials
import TestBench
import Testing

@Suite struct FLVComparisonTests {
    /// An FLV file with one video and one audio frame for each number; the number is the payload.
    private static func file(_ numbers: [UInt8], in bench: Bench) throws -> FLVRecording {
        var bytes: [UInt8] = [0x46, 0x4C, 0x56, 1, 5, 0, 0, 0, 9, 0, 0, 0, 0]
        func tag(_ type: UInt8, _ payload: [UInt8]) {
            bytes +=
                [type, 0, 0, UInt8(payload.count), 0, 0, 0, 0, 0, 0, 0] + payload + [
                    0, 0, 0, UInt8(payload.count + 11),
                ]
        }
        tag(9, [0x17, 0, 0, 0, 0, 0xAA])
        tag(8, [0xAF, 0, 0x12])
        for number in numbers {
            tag(9, [number == 0 ? 0x17 : 0x27, 1, 0, 0, 0, number])
            tag(8, [0xAF, 1, number])
        }
        let path = try bench.scratchDirectory().file("made.flv")
        try Data(bytes).write(to: URL(filePath: path))
        return try FLVRecording(contentsOf: path)
    }

    @Test func `a part of the original without gaps is every frame`() async throws {
        try await withBench { bench in
            let comparison = FLVComparison(
                original: try Self.file([0, 1, 2, 3, 4], in: bench), recording: try Self.file([1, 2, 3], in: bench))
            #expect(comparison.isEveryFrame)
            #expect(comparison.video == comparison.audio)
            #expect(comparison.video.matched == 3 && comparison.video.before == 1 && comparison.video.after == 1)
        }
    }

    @Test(
        arguments: [([0, 1, 3], 1, 0), ([0, 2, 1], 1, 1), ([0, 1, 9], 0, 1), ([0, 1, 1], 0, 1)] as [([UInt8], Int, Int)]
    )
    func `a gap, a swap, a stranger and a repetition are found`(
        numbers: [UInt8], missing: Int, foreign: Int
    ) async throws {
        try await withBench { bench in
            let comparison = FLVComparison(
                original: try Self.file([0, 1, 2, 3], in: bench), recording: try Self.file(numbers, in: bench))
            #expect(!comparison.isEveryFrame)
            #expect(comparison.video.missing == missing && comparison.video.foreign == foreign, "\(comparison)")
        }
    }

    @Test func `an empty recording is not every frame`() async throws {
        try await withBench { bench in
            let original = try Self.file([0, 1], in: bench)
            #expect(!FLVComparison(original: original, recording: try Self.file([], in: bench)).isEveryFrame)
        }
    }
}
