import BroadcastModel
import Testing

@Suite struct SecretTests {
    private struct Holder {
        var name = "feed"
        var key = Secret("hunter2")
        var keys: [String: Secret?] = ["main": Secret("hunter2")]
    }

    @Test func `no description, reflection or dump shows a secret`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(Holder(), to: &dumped)
        for text in [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(Holder())", "\([secret])",
            "\(Optional(secret) as Any)", dumped,
        ] {
            #expect(!text.contains("hunter2"), "\(text)")
            #expect(text.contains(Secret.placeholder))
        }
        #expect(secret.reveal() == "hunter2")
    }

    @Test func `a secret matches itself only`() {
        let secret = Secret("hunter2")
        #expect(secret.matches(Secret("hunter2")))
        for other in ["hunter3", "hunter", "hunter22", "Hunter2", "", "hunter2hunter2"] {
            #expect(!secret.matches(Secret(other)), "\(other)")
            #expect(!Secret(other).matches(secret), "\(other)")
        }
    }

    @Test func `an empty secret matches nothing, not even another empty one`() {
        #expect(!Secret("").matches(Secret("")))
        #expect(Secret("").isEmpty)
    }
}
