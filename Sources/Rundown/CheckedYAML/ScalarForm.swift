/// What a scalar must look like, and what it then means. The same form reads a file and an environment variable.
package struct ScalarForm<Value> {
    /// Completes the sentence "it must be …".
    package let expectation: String
    private let parse: (String) throws(ScalarRefusal) -> Value?

    /// `parse` returns nil for text that is simply not in this form, and throws where it knows better what to say.
    package init(_ expectation: String, parse: @escaping (String) throws(ScalarRefusal) -> Value?) {
        self.expectation = expectation
        self.parse = parse
    }

    /// The meaning of `text`; throws what to tell the person.
    package func read(_ text: String) throws(ScalarRefusal) -> Value {
        guard let value = try parse(text) else {
            throw ScalarRefusal("must be \(expectation), found \(ShownText.value(text))")
        }
        return value
    }

    /// The meaning of a value of a file; nil, with a fault, when it has none.
    package func read(_ value: YAMLValue, faults: YAMLFaultList) -> Value? {
        guard case .scalar(let text, _) = value.content else {
            faults.add(value.place, "must be \(expectation), found \(value.kind)")
            return nil
        }
        do throws(ScalarRefusal) {
            return try read(text)
        } catch {
            faults.add(value.place, error.message)
            return nil
        }
    }

    /// The same form with a further demand, said in `expectation`.
    package func narrowed(_ expectation: String, _ check: @escaping (Value) throws(ScalarRefusal) -> Bool) -> ScalarForm
    {
        ScalarForm(expectation) { (text) throws(ScalarRefusal) in
            guard let value = try parse(text), try check(value) else { return nil }
            return value
        }
    }
}

/// Why a scalar was refused; reads on after the key. Never repeats a secret.
package struct ScalarRefusal: Error, Hashable, Sendable {
    package let message: String
    package init(_ message: String) { self.message = message }
}
