extension RTMPCommand {
    /// The notice of a stream's state (RTMP 1.0, section 7.2.2).
    package static func onStatus(level: String, code: String, description: String) -> RTMPCommand {
        RTMPCommand("onStatus", [.null, .object(information(level: level, code: code, description: description))])
    }

    package static func information(level: String, code: String, description: String) -> AMF0Object {
        ["level": .string(level), "code": .string(code), "description": .string(description)]
    }

    /// The information object of `onStatus`, `_result` or `_error`: the last object among the arguments that has a
    /// code.
    package var information: AMF0Object? {
        arguments.last { $0.object?["code"] != nil }?.object
    }
}
