/// What one launch of a child reads on its standard input for as long as it runs.
///
/// ``next()`` is called on a thread of the child's own, which may not be kept waiting; the others before and after it.
package protocol ChildSupply: Sendable {
    /// `wake` makes ``next()`` be called again, soon; it may be called from anywhere.
    func begin(wake: @escaping @Sendable () -> Void)
    /// The next bytes, in pieces; empty: there are none now. Nil: the input is over, and the child reads its end.
    func next() -> [[UInt8]]?
    /// The child is gone. Called once, last.
    func end()
}
