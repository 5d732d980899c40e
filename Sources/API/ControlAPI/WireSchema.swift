/// The shape of one DTO, as the OpenAPI document tells it.
struct WireSchema: Sendable {
    /// One property. Whatever is not required may be absent; nothing is ever null.
    struct Property: Sendable {
        var name: String
        var value: JSONValue
        var isRequired = true

        var optional: Property { Property(name: name, value: value, isRequired: false) }

        static func text(_ name: String, _ explanation: String? = nil, among values: [String]? = nil) -> Property {
            var members: [String: JSONValue] = ["type": "string"]
            if let values { members["enum"] = .list(values.map(JSONValue.text)) }
            return described(name, members, explanation)
        }
        static func whole(_ name: String, _ explanation: String? = nil) -> Property {
            described(name, ["type": "integer", "format": "int64"], explanation)
        }
        /// Never negative, up to 64 bits.
        static func count(_ name: String, _ explanation: String? = nil) -> Property {
            described(name, ["type": "integer", "minimum": 0], explanation)
        }
        static func real(_ name: String, _ explanation: String? = nil) -> Property {
            described(name, ["type": "number"], explanation)
        }
        static func flag(_ name: String, _ explanation: String? = nil) -> Property {
            described(name, ["type": "boolean"], explanation)
        }
        /// Goes in, never out.
        static func secret(_ name: String, _ explanation: String) -> Property {
            described(name, ["type": "string", "writeOnly": true, "format": "password"], explanation)
        }
        static func one(_ name: String, _ schema: String) -> Property {
            Property(name: name, value: OpenAPIDocument.reference(schema))
        }
        static func list(_ name: String, _ schema: String, _ explanation: String? = nil) -> Property {
            described(name, ["type": "array", "items": OpenAPIDocument.reference(schema)], explanation)
        }
        static func texts(_ name: String, _ explanation: String? = nil, among values: [String]? = nil) -> Property {
            var item: [String: JSONValue] = ["type": "string"]
            if let values { item["enum"] = .list(values.map(JSONValue.text)) }
            return described(name, ["type": "array", "items": .object(item)], explanation)
        }
        static func map(_ name: String, of type: String, _ explanation: String? = nil) -> Property {
            described(name, ["type": "object", "additionalProperties": ["type": .text(type)]], explanation)
        }

        private static func described(
            _ name: String, _ members: [String: JSONValue], _ explanation: String?
        ) -> Property {
            var members = members
            if let explanation { members["description"] = .text(explanation) }
            return Property(name: name, value: .object(members))
        }
    }

    var name: String
    var explanation: String
    var properties: [Property]

    init(_ name: String, _ explanation: String, _ properties: [Property]) {
        self.name = name
        self.explanation = explanation
        self.properties = properties
    }

    var value: JSONValue {
        [
            "type": "object", "description": .text(explanation),
            "properties": .object(Dictionary(properties.map { ($0.name, $0.value) }) { $1 }),
            "required": .list(properties.filter(\.isRequired).map { .text($0.name) }),
        ]
    }
}
