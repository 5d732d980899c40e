/// What is looked at before the parser sees the text.
enum YAMLPrescan {
    /// The first reason not to hand `text` to the parser, or nil.
    static func refusal(of text: String, limits: YAMLLimits) -> YAMLFault? {
        var line = 1
        var column = 0
        var aliases = 0
        var before: Unicode.Scalar = "\n"
        var awaitsAlias = false
        for scalar in text.unicodeScalars {
            column += 1
            if awaitsAlias, !isBlank(scalar) {
                aliases += 1
                if aliases > limits.aliases {
                    let place = YAMLPlace(line: line, column: max(1, column - 1))
                    return YAMLFault(
                        place: place,
                        message:
                            "uses more than \(limits.aliases) aliases (`*name`); write the values out, or put text with a `*` in quotes"
                    )
                }
            }
            awaitsAlias = scalar == "*" && mayPrecedeAlias(before)
            guard isPrintable(scalar) else {
                let code = String(scalar.value, radix: 16, uppercase: true)
                return YAMLFault(
                    place: YAMLPlace(line: line, column: column),
                    message: "holds a character that no YAML text may hold (U+\(code))")
            }
            if scalar == "\n" {
                line += 1
                column = 0
            }
            before = scalar
        }
        return nil
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }

    private static func mayPrecedeAlias(_ scalar: Unicode.Scalar) -> Bool {
        isBlank(scalar) || "[{,:-?\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar)
    }

    /// YAML's `c-printable`, without the private plane that ``YAMLComposer`` marks keys with.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x10000...0x10FFFF: !(YAMLComposer.markerBase..<YAMLComposer.markerBase + 0x1000).contains(scalar.value)
        default: false
        }
    }
}
