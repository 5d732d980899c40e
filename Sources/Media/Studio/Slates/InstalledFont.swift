#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The font that words in pictures are drawn with.
enum InstalledFont {
    /// Sharper first; the last has no Chinese.
    private static let paths = [
        "/usr/share/fonts/opentype/noto/NotoSansSC-Regular.otf",
        "/usr/share/fonts/opentype/source-han-sans/SourceHanSansSC-Regular.otf",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    ]

    /// Absolute path of the first that is installed; nil where none is.
    static func path() -> String? { paths.first { access($0, R_OK) == 0 } }
}
