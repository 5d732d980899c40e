import Hummingbird

/// What every reply tells the browser to forbid.
enum SecurityHeaders {
    static let contentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

    static func add(to reply: inout Response, path: String) {
        reply.headers.set("content-security-policy", contentPolicy)
        reply.headers.set("x-content-type-options", "nosniff")
        reply.headers.set("referrer-policy", "no-referrer")
        if reply.headers.text("cache-control") == nil {
            reply.headers.set("cache-control", path == "/" || path.hasPrefix("/assets/") ? "no-cache" : "no-store")
        }
    }
}
