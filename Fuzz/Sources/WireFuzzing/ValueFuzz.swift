import RTMPWire

/// AMF0 values, and commands made of them.
enum ValueFuzz {
    static func run(_ bytes: [UInt8]) throws(BrokenPromise) -> Int {
        try readCommands(bytes)
        guard let values = try? AMF0Value.decode(bytes) else { return 0 }
        var tally = Tally()
        for value in values { tally.count(value, depth: 0) }
        try promise(tally.values <= AMF0Reader.mostEntries, "\(tally.values) values were read.")
        try promise(tally.depth <= AMF0Reader.deepest, "Values were read \(tally.depth) deep.")
        // A byte that is not UTF-8 becomes three.
        try promise(tally.text <= 3 * bytes.count, "There is more text than came.")
        guard tally.longest <= Int(UInt16.max) else { return tally.values }
        let once = AMF0Value.encode(values)
        guard let again = try? AMF0Value.decode(once) else {
            throw BrokenPromise(what: "Values that were read and written cannot be read again.")
        }
        try promise(AMF0Value.encode(again) == once, "Values written again are not what they were.")
        return tally.values
    }

    private static func readCommands(_ bytes: [UInt8]) throws(BrokenPromise) {
        for typeID in [MessageType.command, MessageType.command3] {
            guard let command = try? RTMPCommand(RTMPMessage(typeID: typeID, payload: bytes)) else { continue }
            _ = command.information
            let message = command.message(streamID: 1)
            var tally = Tally()
            tally.count(.string(command.name), depth: 0)
            for argument in command.arguments { tally.count(argument, depth: 0) }
            guard tally.longest <= Int(UInt16.max) else { continue }
            guard let again = try? RTMPCommand(message) else {
                throw BrokenPromise(what: "A command that was read and written cannot be read again.")
            }
            try promise(again.message(streamID: 1) == message, "A command written again is not what it was.")
        }
    }

    /// What a tree of values amounts to.
    private struct Tally {
        var values = 0
        var depth = 0
        /// Bytes of all texts and names, and of the longest.
        var text = 0
        var longest = 0

        mutating func count(_ value: AMF0Value, depth: Int) {
            values += 1
            self.depth = max(self.depth, depth)
            switch value {
            case .string(let text), .longString(let text): note(text)
            case .object(let object), .ecmaArray(let object):
                for property in object.properties {
                    note(property.name)
                    count(property.value, depth: depth + 1)
                }
            case .strictArray(let values): for value in values { count(value, depth: depth + 1) }
            case .number, .boolean, .null, .undefined, .date: break
            }
        }

        private mutating func note(_ text: String) {
            self.text += text.utf8.count
            longest = max(longest, text.utf8.count)
        }
    }
}
