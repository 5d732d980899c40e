/// Opens a YAML text that anyone may have written.
///
/// Nothing in the text can make the reader run code, read another file, or take memory or time beyond ``YAMLLimits``.
package enum YAMLDocument {
    /// Reads `text` whole. Faults go to `faults`; nil means that nothing could be made of it, and then there is at least
    /// one fault, unless the text `mayBeEmpty` and is. A value may come back beside faults (duplicate keys), so that the
    /// caller can find the others too.
    package static func open(
        _ text: String, limits: YAMLLimits = YAMLLimits(), mayBeEmpty: Bool = false, faults: YAMLFaultList
    ) -> YAMLValue? {
        var text = text
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        guard text.utf8.count <= limits.bytes else {
            faults.add(
                YAMLPlace(line: 1, column: 1), "is \(text.utf8.count) bytes long; at most \(limits.bytes) are read")
            return nil
        }
        if let refusal = YAMLPrescan.refusal(of: text, limits: limits) {
            faults.add(refusal.place, refusal.message)
            return nil
        }
        var composer = YAMLComposer(text: text)
        switch composer.compose() {
        case .failure(let fault):
            faults.add(fault.place, fault.message)
            return nil
        case .success(nil):
            if !mayBeEmpty { faults.add(YAMLPlace(line: 1, column: 1), "is empty") }
            return nil
        case .success(let node?):
            var converter = YAMLConverter(limits: limits, renamed: composer.renamed, faults: faults)
            return converter.convert(node)
        }
    }
}
