/// Something on the bench did not do what it was asked to, in words that say what and why.
package struct BenchFailure: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
