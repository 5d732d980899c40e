import Synchronization

/// The mixer of one composite, shared by those who bring pictures and the one who takes frames. Held for a copy of a picture, never longer.
final class MixerBox: Sendable {
    private let mixer: Mutex<CompositeMixer>

    init(_ mixer: CompositeMixer) { self.mixer = Mutex(mixer) }

    func use<Result: Sendable>(_ body: (inout CompositeMixer) -> Result) -> Result { mixer.withLock { body(&$0) } }
}
