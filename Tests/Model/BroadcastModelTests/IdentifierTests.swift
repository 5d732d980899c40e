import BroadcastModel
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: ["a", "0", "main-feed", "kuaishou.01_x", String(repeating: "a", count: 64)])
    func `short lower-case names are well formed`(text: String) {
        #expect(AccountID(text).isWellFormed)
    }

    @Test(arguments: ["", "-a", ".a", "A", "a b", "a/b", "a:b", "钥", "a\n", String(repeating: "a", count: 65)])
    func `what would not be safe in a path or a log line is not`(text: String) {
        #expect(!AccountID(text).isWellFormed)
    }
}
