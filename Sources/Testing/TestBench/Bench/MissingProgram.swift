/// A program or module that must be installed first.
package struct MissingProgram: Error, CustomStringConvertible {
    package var name: String
    /// Packages of Debian and Ubuntu that bring it.
    package var package: String

    package init(name: String, package: String) {
        self.name = name
        self.package = package
    }

    package var description: String { "\(name) is not installed. Install it with: apt-get install \(package)" }
}
