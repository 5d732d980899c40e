import BroadcastModel
import Hummingbird

/// The OpenAPI 3.1 document, made from the route table and the schemas.
enum OpenAPIDocument {
    static let value: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": "Lianbo control room", "version": "1",
            "description":
                "One live stream to a hundred accounts. Each operation names the least role it needs in x-lianbo-role; roles are viewer, operator and admin.",
            "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
        ],
        "servers": [["url": "/"]],
        "security": [["token": []], ["session": []]],
        "paths": .object(paths),
        "components": [
            "securitySchemes": [
                "token": ["type": "http", "scheme": "bearer"],
                "stageLink": ["type": "http", "scheme": "bearer", "description": "The token of a stage link."],
                "session": ["type": "apiKey", "in": "cookie", "name": .text(RequestDoor.cookieName)],
            ],
            "schemas": .object(Dictionary(WireSchema.all.map { ($0.name, $0.value) }) { $1 }),
            "responses": [
                "Problem": [
                    "description": "What was wrong and what to do about it.",
                    "content": ["application/problem+json": ["schema": reference("ProblemDTO")]],
                ]
            ],
        ],
    ]

    static func reference(_ schema: String) -> JSONValue { ["$ref": .text("#/components/schemas/\(schema)")] }

    /// As the document writes a template: `{path*}` is `{path}`.
    static func path(of route: Route) -> String { route.template.filter { $0 != "*" } }

    private static var paths: [String: JSONValue] {
        RouteTable.all.reduce(into: [:]) { paths, route in
            var item: [String: JSONValue] = [:]
            if case .object(let former)? = paths[path(of: route)] { item = former }
            item[route.method.rawValue.lowercased()] = .object(operation(route))
            paths[path(of: route)] = .object(item)
        }
    }

    private static func operation(_ route: Route) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["operationId": .text(route.operationID), "summary": .text(route.summary)]
        switch route.access {
        case .open:
            members["security"] = []
            members["x-lianbo-role"] = "none"
        case .stageLink:
            members["security"] = [["stageLink": []]]
            members["x-lianbo-role"] = "none"
        case .metrics: members["x-lianbo-role"] = .text(Role.viewer.rawValue)
        case .role(let role): members["x-lianbo-role"] = .text(role.rawValue)
        }
        let parameters = route.parameterNames.map(pathParameter) + route.queries.map(queryParameter)
        if !parameters.isEmpty { members["parameters"] = .list(parameters) }
        if let body = route.body {
            members["requestBody"] = [
                "required": .bool(body.isRequired), "content": ["application/json": ["schema": reference(body.schema)]],
            ]
        }
        var responses: [String: JSONValue] = [String(route.success.code): success(route)]
        if route.body?.schema == "PlanRequest" { responses["200"] = success(route) }
        for status in problems(of: route) { responses[status] = ["$ref": "#/components/responses/Problem"] }
        members["responses"] = .object(responses)
        return members
    }

    private static func success(_ route: Route) -> JSONValue {
        switch route.content {
        case .nothing: ["description": "Done."]
        case .one(let schema): ["description": "Done.", "content": ["application/json": ["schema": reference(schema)]]]
        case .list(let schema):
            [
                "description": "Done.",
                "content": ["application/json": ["schema": ["type": "array", "items": reference(schema)]]],
            ]
        case .text(let type): ["description": "Done.", "content": .object([type: .object([:])])]
        }
    }

    private static func problems(of route: Route) -> [String] {
        var statuses = ["403", "default"]
        if route.access != .open || route.operationID == "openSession" { statuses += ["401", "429"] }
        if !route.parameterNames.isEmpty { statuses.append("404") }
        if route.body != nil || !route.queries.isEmpty { statuses.append("400") }
        if route.body != nil { statuses += ["413", "415"] }
        if route.body?.schema == "PlanRequest" { statuses.append("422") }
        if route.access == .role(.operator) { statuses.append("409") }
        return statuses
    }

    private static func pathParameter(_ name: String) -> JSONValue {
        let schema: JSONValue =
            name == "path" ? ["type": "string"] : ["type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,63}$"]
        return ["name": .text(name), "in": "path", "required": true, "schema": schema]
    }

    private static func queryParameter(_ query: Route.Query) -> JSONValue {
        var schema: [String: JSONValue] = ["type": "integer", "format": "int64", "minimum": .number(query.minimum)]
        if let maximum = query.maximum { schema["maximum"] = .number(maximum) }
        if !query.words.isEmpty { schema = ["type": "string", "enum": .list(query.words.map(JSONValue.text))] }
        return [
            "name": .text(query.name), "in": "query", "required": false, "description": .text(query.explanation),
            "schema": .object(schema),
        ]
    }
}
