/// Where the Studio finds its tools and how patient it is.
package struct StudioConfiguration: Equatable, Sendable {
    /// Absolute paths; nil: looked for in `PATH` and the system's directories.
    package var ffmpeg: String?
    package var ffprobe: String?
    /// First media from a pull within this time.
    package var startTimeout: Duration = .seconds(20)
    /// A running child that delivers nothing for this long is replaced.
    package var silenceTimeout: Duration = .seconds(5)
    /// From asking a child to end to killing it.
    package var endingTimeout: Duration = .seconds(2)
    /// Longest pause between two tries.
    package var retryCap: Duration = .seconds(15)
    /// What a slate may take to be made.
    package var renderTimeout: Duration = .seconds(90)

    package init() {}
}
