package import BroadcastModel

/// Takes what one launch of a child delivers on its standard output. Called from one task at a time.
package protocol ChildSink: Sendable {
    /// The next bytes. Throws when nothing good can follow: the child is ended and launched anew, later.
    func take(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> ChildProgress
    /// The child is gone. Called once, last.
    func finish()
}

/// What some bytes of a child meant.
package enum ChildProgress: Equatable, Sendable {
    /// Nothing yet: a header, half a frame.
    case none
    case media
    /// It must be launched again with other arguments, which its job has ready.
    case outdated
}
