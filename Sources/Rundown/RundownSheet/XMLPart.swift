import Foundation
import FoundationXML

/// Hears of the elements of an XML part in order. Names come without their prefix.
protocol XMLPartListener: AnyObject {
    func begin(_ element: String, _ attributes: [String: String]) throws(SheetFault)
    /// Text inside the innermost element; one text may come in several pieces.
    func text(_ piece: String) throws(SheetFault)
    func end(_ element: String) throws(SheetFault)
}

/// One XML part of a workbook: UTF-8, without a document type, and so without entities of its own.
enum XMLPart {
    static func read(
        _ bytes: [UInt8], called name: String, limits: SheetLimits, _ listener: any XMLPartListener
    ) throws(SheetFault) {
        try check(bytes, called: name, limits)
        let relay = XMLPartRelay(listener: listener, name: name, limits: limits)
        let parser = XMLParser(stream: InputStream(data: Data(bytes)))
        parser.shouldResolveExternalEntities = false
        parser.delegate = relay
        let isWhole = parser.parse()
        if let fault = relay.fault { throw fault }
        guard isWhole, relay.depth == 0, relay.elements > 0 else { throw damaged(name) }
    }

    /// Before any parser sees it: another encoding could hide a document type from the search for one.
    private static func check(_ bytes: [UInt8], called name: String, _ limits: SheetLimits) throws(SheetFault) {
        switch XMLScan.finding(in: bytes, attributes: limits.attributes) {
        case nil: return
        case .noMarkup: throw damaged(name)
        case .encoding:
            throw SheetFault(
                .forbidden,
                "\(name) inside the workbook is not written in UTF-8. Open it in a spreadsheet program and save it again."
            )
        case .declaration:
            throw SheetFault(
                .forbidden,
                "\(name) inside the workbook declares a document type or entities, which no spreadsheet program writes. Copy the rundown to a new workbook."
            )
        case .attributes: throw tooMuch
        }
    }

    static var tooMuch: SheetFault {
        SheetFault(.tooLarge, "The workbook holds more than a rundown can. Copy the rundown alone to a new workbook.")
    }

    static func damaged(_ name: String) -> SheetFault {
        SheetFault(
            .damaged,
            "\(name) inside the workbook is damaged. Open the workbook in a spreadsheet program and save it again as .xlsx."
        )
    }
}

/// Passes on what the parser finds, and stops it at the first fault.
private final class XMLPartRelay: NSObject, XMLParserDelegate {
    private let listener: any XMLPartListener
    private let name: String
    private let limits: SheetLimits
    private(set) var fault: SheetFault?
    private(set) var depth = 0
    private(set) var elements = 0
    /// What the parser complained of and went on from: prefixes that nobody declared, for one.
    private var complaints = 0

    init(listener: any XMLPartListener, name: String, limits: SheetLimits) {
        self.listener = listener
        self.name = name
        self.limits = limits
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        attempt(parser) { () throws(SheetFault) in
            depth += 1
            elements += 1
            guard depth <= limits.depth, elements <= limits.elements else { throw XMLPart.tooMuch }
            try listener.begin(Self.local(element), attributes)
        }
    }

    func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
        attempt(parser) { () throws(SheetFault) in
            depth -= 1
            try listener.end(Self.local(element))
        }
    }

    func parser(_ parser: XMLParser, foundCharacters piece: String) {
        attempt(parser) { () throws(SheetFault) in try listener.text(piece) }
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        attempt(parser) { () throws(SheetFault) in try listener.text(String(decoding: block, as: UTF8.self)) }
    }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
        attempt(parser) { () throws(SheetFault) in
            complaints += 1
            guard complaints <= limits.complaints else { throw XMLPart.damaged(name) }
        }
    }

    private func attempt(_ parser: XMLParser, _ body: () throws(SheetFault) -> Void) {
        guard fault == nil else { return }
        do throws(SheetFault) {
            try body()
        } catch {
            fault = error
            parser.abortParsing()
        }
    }

    private static func local(_ name: String) -> String {
        guard let colon = name.utf8.firstIndex(of: 0x3A) else { return name }
        return String(name[name.index(after: colon)...])
    }
}
