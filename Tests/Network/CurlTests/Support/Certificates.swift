/// An authority and certificates of its making, fresh for every run.
struct Certificates {
    let scratch: Scratch
    /// The authority's own certificate, to be trusted.
    var authority: String { scratch.path + "/ca.pem" }

    init() throws {
        scratch = try Scratch()
        try scratch.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
                "-out", "ca.pem",
                "-days", "2", "-subj", "/CN=Test Authority", "-addext", "basicConstraints=critical,CA:TRUE",
            ])
    }

    /// A certificate for `name` (`DNS:…` or `IP:…`); returns the paths of certificate and key.
    func issue(_ file: String, for name: String, expired: Bool = false) throws -> (certificate: String, key: String) {
        _ = try scratch.write("\(file).ext", "subjectAltName=\(name)\n")
        try scratch.run(
            "/usr/bin/openssl",
            [
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(file).key",
                "-out", "\(file).csr",
                "-subj", "/CN=\(file)",
            ])
        var arguments = [
            "x509", "-req", "-in", "\(file).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            "\(file).pem",
            "-extfile", "\(file).ext",
        ]
        // A negative number of days ends in the past.
        arguments += ["-days", expired ? "-1" : "2"]
        try scratch.run("/usr/bin/openssl", arguments)
        return (scratch.path + "/\(file).pem", scratch.path + "/\(file).key")
    }

    func selfSigned(_ file: String, for name: String) throws -> (certificate: String, key: String) {
        try scratch.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                "\(file).key", "-out", "\(file).pem",
                "-days", "2", "-subj", "/CN=\(file)", "-addext", "subjectAltName=\(name)",
            ])
        return (scratch.path + "/\(file).pem", scratch.path + "/\(file).key")
    }
}
