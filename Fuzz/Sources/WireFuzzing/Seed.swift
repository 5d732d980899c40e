/// One input to begin with.
package struct Seed: Sendable {
    package let target: FuzzTarget
    /// A file name.
    package let name: String
    package let bytes: [UInt8]
}
