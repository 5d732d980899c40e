/// A property that did not hold for some input: a finding.
package struct BrokenPromise: Error, CustomStringConvertible {
    package let what: String
    package var description: String { what }
}

/// Throws ``BrokenPromise`` saying `what` when `condition` is false.
func promise(_ condition: Bool, _ what: @autoclosure () -> String) throws(BrokenPromise) {
    guard condition else { throw BrokenPromise(what: what()) }
}
