/// Walks through an XML text that is there as a whole, element by element.
///
/// Enough for status pages: elements (attributes passed over), text, character data, comments, the five named and all
/// numeric references. Document types are refused, so nothing can be declared or fetched; depth and names are limited.
struct XMLScanner {
    enum Event: Equatable {
        case open(String)
        case close(String)
        case text(String)
    }

    enum Malformation: Error, Equatable {
        case notXML, truncated, mismatched, tooDeep, badReference, documentType
    }

    private static let depthLimit = 64
    private static let nameLimit = 256

    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    private var sawRoot = false
    /// The end of an element that closed itself.
    private var pending: Event?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Nil at the end of a whole document. Throws a ``Malformation``; calling again afterwards means nothing.
    mutating func next() throws(Malformation) -> Event? {
        if let event = pending {
            pending = nil
            return event
        }
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<") {
                if let event = try markup() { return event }
            } else {
                let start = position
                if open.isEmpty {
                    passSpace()
                    guard position > start else { throw .notXML }
                    continue
                }
                while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
                return .text(try Self.resolved(bytes[start..<position]))
            }
        }
        guard open.isEmpty else { throw .truncated }
        guard sawRoot else { throw .notXML }
        return nil
    }

    /// Reads from `<` on; nil for what is passed over.
    private mutating func markup() throws(Malformation) -> Event? {
        if skips("<?") { return try pass(beyond: "?>", text: false) }
        if skips("<!--") { return try pass(beyond: "-->", text: false) }
        if skips("<![CDATA[") {
            guard !open.isEmpty else { throw .notXML }
            return try pass(beyond: "]]>", text: true)
        }
        if skips("<!") { throw .documentType }
        if skips("</") {
            let name = try name()
            passSpace()
            guard skips(">") else { throw position < bytes.count ? .notXML : .truncated }
            guard open.popLast() == name else { throw .mismatched }
            return .close(name)
        }
        position += 1
        let name = try name()
        guard !open.isEmpty || !sawRoot else { throw .notXML }
        guard open.count < Self.depthLimit else { throw .tooDeep }
        let closesItself = try passAttributes()
        sawRoot = true
        if closesItself { pending = .close(name) } else { open.append(name) }
        return .open(name)
    }

    private mutating func skips(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard bytes.count - position >= length else { return false }
        for index in 0..<length where bytes[position + index] != word.utf8Start[index] { return false }
        position += length
        return true
    }

    private mutating func pass(beyond end: StaticString, text: Bool) throws(Malformation) -> Event? {
        let start = position
        while position < bytes.count {
            let here = position
            if skips(end) { return text ? .text(String(decoding: bytes[start..<here], as: UTF8.self)) : nil }
            position += 1
        }
        throw .truncated
    }

    private mutating func passSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private mutating func name() throws(Malformation) -> String {
        let start = position
        while position < bytes.count, Self.isName(bytes[position]), position - start <= Self.nameLimit { position += 1 }
        guard position > start, position - start <= Self.nameLimit else {
            throw position < bytes.count ? .notXML : .truncated
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// To the end of the tag; true when it ends with `/>`.
    private mutating func passAttributes() throws(Malformation) -> Bool {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ">"):
                position += 1
                return false
            case UInt8(ascii: "/"):
                position += 1
                guard position < bytes.count else { throw .truncated }
                guard skips(">") else { throw .notXML }
                return true
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let quote = bytes[position]
                position += 1
                while position < bytes.count, bytes[position] != quote { position += 1 }
                position += 1
            case UInt8(ascii: "<"):
                throw .notXML
            default:
                position += 1
            }
        }
        throw .truncated
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), 0x80...:
            true
        default: false
        }
    }

    private static func resolved(_ text: ArraySlice<UInt8>) throws(Malformation) -> String {
        guard text.contains(UInt8(ascii: "&")) else { return String(decoding: text, as: UTF8.self) }
        var result: [UInt8] = []
        var rest = text
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<ampersand]
            guard let end = rest[ampersand...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw .badReference }
            let reference = String(decoding: rest[(ampersand + 1)..<end], as: UTF8.self)
            result += Array(String(try scalar(reference)).utf8)
            rest = rest[(end + 1)...]
        }
        return String(decoding: result + rest, as: UTF8.self)
    }

    private static func scalar(_ reference: String) throws(Malformation) -> Character {
        switch reference {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number =
                reference.hasPrefix("#x")
                ? UInt32(reference.dropFirst(2), radix: 16)
                : reference.hasPrefix("#") ? UInt32(reference.dropFirst()) : nil
            guard let number, let scalar = Unicode.Scalar(number) else { throw .badReference }
            return Character(scalar)
        }
    }
}
