/// What ffmpeg is told to make a small JPEG of one coded picture. Pure.
enum PreviewRecipe {
    /// Pixels.
    static let width = 320
    /// Pixels; a picture that is taller at ``width`` is squeezed.
    static let mostHeight = 640
    /// Bytes; a picture of noise of that size is below it.
    static let mostBytes = 512 << 10

    /// A peer says how large its pictures are: beyond 8K none is decoded.
    private static let mostPixels = 7_680 * 4_320

    static let arguments: [String] =
        ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-protocol_whitelist", "pipe"]
        + ["-max_pixels", "\(mostPixels)", "-threads", "1", "-f", "flv", "-i", "pipe:0"]
        + ["-map", "0:v:0", "-frames:v", "1", "-vf", filter, "-threads", "1", "-c:v", "mjpeg", "-q:v", "5"]
        + ["-f", "image2pipe", "pipe:1"]

    /// Pixels that are not square are made so.
    private static let filter =
        "scale=w=\(width):h='max(2,min(\(mostHeight),2*round(\(width / 2)/dar)))':flags=area,setsar=1,format=yuvj420p"

    /// A whole JPEG (ITU-T T.81, annex B.1.1.3: SOI first, EOI last).
    static func isWhole(_ bytes: [UInt8]) -> Bool {
        bytes.count > 4 && bytes.starts(with: [0xFF, 0xD8]) && bytes.suffix(2) == [0xFF, 0xD9]
    }
}
