import Testing
@testable import WireFuzzing

/// The targets themselves: what they read, and that they can say no.
struct PromiseTests {
    @Test func anInputIsReadAsItWasWritten() {
        let input = FuzzInput(options: 5, cuts: [1, 256], body: [1, 2, 3, 4])
        #expect(FuzzInput(input.bytes) == input)
        #expect(input.manners[1].map(Array.init) == [[1], [2, 3, 4]])
        #expect(FuzzInput(body: [7, 8]).manners[1].map(Array.init) == [[7], [8]])
        for bytes in [[], [1], [1, 15], [1, 2, 3]] as [[UInt8]] {
            #expect(FuzzInput(bytes).manners.allSatisfy { $0.joined().count == FuzzInput(bytes).body.count })
        }
    }

    @Test func aConversationThatDependsOnCutsIsFound() throws {
        var whole = Conversation<Int>()
        var cut = Conversation<Int>()
        try whole.note([], [1])
        try cut.note([], [1, 2])
        #expect(throws: BrokenPromise.self) { try Conversation.compare(whole: whole, cut: cut) }
        whole.hasFailed = true
        #expect(throws: BrokenPromise.self) { try Conversation.compare(whole: whole, cut: cut) }
        cut.hasFailed = true
        try Conversation.compare(whole: whole, cut: cut)
    }

    @Test func answersWithoutMeasureAreFound() throws {
        var talk = Conversation<Int>()
        #expect(throws: BrokenPromise.self) {
            try talk.note(Array(repeating: 0, count: Conversation<Int>.mostAtOnce + 1), [])
        }
        try talk.note(Array(repeating: 0, count: 20_000), [])
        #expect(throws: BrokenPromise.self) { try talk.checkReply(to: 10, skipping: 0) }
    }

    @Test func answersThatCannotBeReadAreFound() throws {
        var talk = Conversation<Int>()
        try talk.note([0xC3, 1, 2], [])
        #expect(throws: BrokenPromise.self) { try talk.checkReply(to: 10, skipping: 0) }
    }

    @Test func thePublishTargetHoldsTheKeyThatItLooksFor() {
        for secret in PublishFuzz.secrets { #expect(PublishFuzz.name.contains(secret)) }
    }
}
