/// What is shown and heard when there is nothing to show (垫片). A value of the plan; paths are absolute.
package struct Slate: Hashable, Sendable {
    package enum Picture: Hashable, Sendable {
        /// A dark card with these words, at most ``Slate/mostLines`` lines; longer text is cut.
        case card(String)
        /// A still image, fitted into the program's size with bars.
        case image(path: String)
        /// A moving clip, fitted, from its beginning; what is beyond ``Slate/longestClip`` is left out.
        case clip(path: String)
    }

    package enum Sound: Hashable, Sendable {
        case silence
        /// A piece of music, from its beginning, softened at the ends of the loop.
        case music(path: String)
        /// What belongs to the clip; silence where the picture is no clip.
        case ownSound
    }

    package var picture: Picture
    package var sound: Sound

    package static let mostLines = 6
    package static let longestClip: Duration = .seconds(60)
    /// 信号中断，请稍候 / We will be right back, without sound.
    package static let standard = Slate(picture: .card("信号中断，请稍候\nWe will be right back"), sound: .silence)

    package init(picture: Picture, sound: Sound = .silence) {
        self.picture = picture
        self.sound = sound
    }
}
