import BroadcastModel
import ControlWire

extension SeatDTO {
    init(_ seat: CompositeSeatState) {
        self.init(
            feed: seat.feed.rawValue, phase: seat.phase.rawValue, addedDelayMilliseconds: seat.addedDelayMilliseconds,
            fault: seat.fault.map(FaultDTO.init))
    }
}
