/// What is compared.
enum ContenderKind: String, Codable, CaseIterable, Sendable {
    case lianbod
    case nginx = "nginx-rtmp"
    case ffmpeg
    case srs
    case floor

    /// In the table.
    var title: String {
        switch self {
        case .lianbod: "lianbod"
        case .nginx: "nginx-rtmp push"
        case .ffmpeg: "ffmpeg tee"
        case .srs: "SRS forward"
        case .floor: "bare floor"
        }
    }

    /// Whether it gathers what falls due within a tick.
    var hasTick: Bool { self == .lianbod || self == .floor }
}
