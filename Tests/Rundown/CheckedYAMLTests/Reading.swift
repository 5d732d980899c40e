import CheckedYAML

/// Opens a text, reads it with `body`, and returns the faults as `line:column path: message`.
func faults(in text: String, limits: YAMLLimits = YAMLLimits(), _ body: (YAMLFields) -> Void = { _ in }) -> [String] {
    let list = YAMLFaultList()
    if let value = YAMLDocument.open(text, limits: limits, faults: list), let fields = YAMLFields(value, faults: list) {
        body(fields)
    }
    return list.sorted.map { "\($0.place.line):\($0.place.column) \($0.place.path): \($0.message)" }
}

/// What a form makes of a text: the value, or the words of the refusal.
func reading<Value>(_ text: String, _ form: ScalarForm<Value>) -> Result<Value, ScalarRefusal> {
    do throws(ScalarRefusal) {
        return .success(try form.read(text))
    } catch {
        return .failure(error)
    }
}
