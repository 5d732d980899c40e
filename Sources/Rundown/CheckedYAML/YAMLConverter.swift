import Yams

/// Turns Yams' nodes into values with places, within limits.
struct YAMLConverter {
    let limits: YAMLLimits
    /// See ``YAMLComposer``.
    let renamed: [Unicode.Scalar]
    let faults: YAMLFaultList
    private var nodes = 0
    private var gaveUp = false

    init(limits: YAMLLimits, renamed: [Unicode.Scalar], faults: YAMLFaultList) {
        self.limits = limits
        self.renamed = renamed
        self.faults = faults
    }

    /// The whole tree, or nil, with a fault, when it is too deep or too large.
    mutating func convert(_ root: Node) -> YAMLValue? {
        let value = convert(root, at: Self.place(root.mark, or: YAMLPlace(line: 1, column: 1)), depth: 0)
        return gaveUp ? nil : value
    }

    private mutating func convert(_ node: Node, at place: YAMLPlace, depth: Int) -> YAMLValue? {
        guard !gaveUp else { return nil }
        nodes += 1
        guard nodes <= limits.nodes else { return giveUp(place, "holds more than \(limits.nodes) values") }
        guard depth <= limits.depth else {
            return giveUp(place, "is nested too deeply; at most \(limits.depth) levels are read")
        }
        switch node {
        case .scalar(let scalar):
            checkTag(scalar.tag, at: place)
            return YAMLValue(.scalar(scalar.string, isPlain: scalar.style == .plain), at: place)
        case .sequence(let sequence):
            checkTag(sequence.tag, at: place)
            var elements: [YAMLValue] = []
            for (index, element) in sequence.enumerated() {
                var own = Self.place(element.mark, or: place)
                own.path = place.path
                guard let value = convert(element, at: own.element(index), depth: depth + 1) else { return nil }
                elements.append(value)
            }
            return YAMLValue(.list(elements), at: place)
        case .mapping(let mapping):
            checkTag(mapping.tag, at: place)
            return convert(mapping, at: place, depth: depth)
        case .alias:
            return giveUp(place, "is an alias that cannot be followed")
        }
    }

    private mutating func convert(_ mapping: Node.Mapping, at place: YAMLPlace, depth: Int) -> YAMLValue? {
        var entries: [YAMLValue.Entry] = []
        var places: [String: [YAMLPlace]] = [:]
        for (key, node) in mapping {
            nodes += 1
            var own = Self.place(key.mark, or: place)
            own.path = place.path
            guard case .scalar(let scalar) = key else {
                faults.add(own, "has a list or a mapping as a key; a key is a word")
                continue
            }
            checkTag(scalar.tag, at: own)
            let earlier = YAMLComposer.unmarked(scalar.string, renamed: renamed)
            let name = earlier ?? scalar.string
            own = own.key(name)
            places[name, default: []].append(own)
            guard let value = convert(node, at: own, depth: depth + 1) else { return nil }
            if earlier == nil { entries.append(.init(key: name, value: value)) }
        }
        for (_, found) in places where found.count > 1 {
            for repetition in found.dropFirst() {
                faults.add(repetition, "is given twice; the first is on line \(found[0].line)")
            }
        }
        return YAMLValue(.mapping(entries), at: place)
    }

    private mutating func giveUp(_ place: YAMLPlace, _ message: String) -> YAMLValue? {
        gaveUp = true
        faults.add(place, message)
        return nil
    }

    private func checkTag(_ tag: Tag, at place: YAMLPlace) {
        switch tag.rawValue {
        case "", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map": break
        default: faults.add(place, "carries a tag (`!…`); tags mean nothing here, take it away")
        }
    }

    private static func place(_ mark: Mark?, or other: YAMLPlace) -> YAMLPlace {
        guard let mark else { return other }
        return YAMLPlace(line: mark.line, column: mark.column)
    }
}
