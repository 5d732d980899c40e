import BroadcastModel

/// A store did not do what the port says.
package struct StoreConformanceFailure: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}

func expect<Value: Equatable>(_ seen: Value, is wanted: Value, _ what: String) throws {
    guard seen == wanted else { throw StoreConformanceFailure("\(what): expected \(wanted), saw \(seen)") }
}

func expect(_ holds: Bool, _ what: String) throws {
    guard holds else { throw StoreConformanceFailure(what) }
}

/// Runs `body`, which must be refused with a ``Fault`` of `code`.
func expectFault(_ code: Fault.Code, _ what: String, _ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let fault as Fault {
        try expect(fault.code, is: code, what)
        return
    } catch {
        throw StoreConformanceFailure("\(what): expected a fault \(code), saw \(error)")
    }
    throw StoreConformanceFailure("\(what): expected a fault \(code), and nothing was thrown")
}
