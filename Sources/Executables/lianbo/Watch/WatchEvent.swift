import ControlClient
import ControlWire

/// What wakes the live screen.
enum WatchEvent: Sendable {
    case board(BoardDTO)
    case broke(String)
    case ended((any Error)?)
    case key(UInt8)
    case resized
    case tick
    case quit
}
