/// Everything that is wrong with a plan, at once, in order of lines.
package struct PlanFaults: Error, Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        /// From 1 up.
        package var line: Int
        package var column: Int
        /// `cues[3].at`
        package var path: String
        /// What is wrong and what to do about it.
        package var message: String
        package init(line: Int, column: Int, path: String, message: String) {
            self.line = line
            self.column = column
            self.path = path
            self.message = message
        }
    }
    package var fileName: String
    package var items: [Item]
    package init(fileName: String, items: [Item]) {
        self.fileName = fileName
        self.items = items
    }
}
