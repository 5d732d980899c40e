/// How much a spreadsheet may ask of its reader.
package struct SheetLimits: Equatable, Sendable {
    package var fileBytes = 8 << 20
    /// Everything inside an XLSX file, as it says itself and as it turns out.
    package var unpackedBytes = 64 << 20
    package var files = 2000
    /// How many times its packed size a file inside may grow, once it is past ``ratioFloor``. Sheets of like rows reach
    /// some 60.
    package var ratio = 200
    package var ratioFloor = 1 << 20
    /// The number of the last row that holds anything.
    package var rows = 10_000
    package var columns = 64
    package var cellCharacters = 4000
    /// All cells together, in UTF-8.
    package var textBytes = 16 << 20
    /// Elements of one XML part, and how deep they stand in each other.
    package var elements = 3_000_000
    package var depth = 64
    /// Of one element.
    package var attributes = 128
    /// Errors in one XML part that its parser goes on from.
    package var complaints = 16
    package init() {}
}
