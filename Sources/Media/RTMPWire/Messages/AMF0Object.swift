/// Named values in the order of the wire; a name may come twice, the first one counts.
package struct AMF0Object: Hashable, Sendable {
    package struct Property: Hashable, Sendable {
        package var name: String
        package var value: AMF0Value

        package init(name: String, value: AMF0Value) {
            self.name = name
            self.value = value
        }
    }

    package var properties: [Property]

    package init(_ properties: [Property] = []) { self.properties = properties }

    package subscript(name: String) -> AMF0Value? { properties.first { $0.name == name }?.value }
}

extension AMF0Object: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, AMF0Value)...) {
        self.init(elements.map { Property(name: $0.0, value: $0.1) })
    }
}
