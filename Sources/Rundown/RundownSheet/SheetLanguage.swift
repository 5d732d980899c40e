/// The language of headings and words in a sheet that is written.
package enum SheetLanguage: String, Hashable, Sendable, CaseIterable {
    case chinese = "zh"
    case english = "en"
}
