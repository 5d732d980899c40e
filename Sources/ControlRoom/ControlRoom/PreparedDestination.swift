import AdapterKit
import BroadcastModel

/// What `prepare` returned, as it is sealed: all that is needed to carry media again after a kill, without asking the platform.
struct PreparedDestination: Sendable, Hashable {
    var address: PushAddress
    var handle: PlatformHandle
    /// The platform takes no new session after this; nil: no end known.
    var validUntil: WallTime?
    /// The platform was told to go live.
    var isStarted = false

    func isValid(at now: WallTime) -> Bool { validUntil.map { $0 > now } ?? true }

    /// Four fields, a line each; the handle comes last because it may hold line breaks, and the address cannot.
    var sealedText: Secret {
        let validity = validUntil.map { String($0.milliseconds) } ?? "-"
        return Secret("\(validity)\n\(isStarted ? 1 : 0)\n\(address.whole.reveal())\n\(handle.text.reveal())")
    }

    init(address: PushAddress, handle: PlatformHandle, validUntil: WallTime?) {
        self.address = address
        self.handle = handle
        self.validUntil = validUntil
    }

    /// Reads ``sealedText`` again; throws `storageFailed` when it is something else.
    init(sealedText: Secret) throws {
        let fields = sealedText.reveal().split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count == 4, let address = try? PushAddress(Secret(String(fields[2]))) else {
            throw Fault(
                .storageFailed, "A stored destination cannot be read. Retry it, so that it is prepared again.",
                blame: .ours)
        }
        self.address = address
        handle = PlatformHandle(text: Secret(String(fields[3])))
        validUntil = Int64(fields[0]).map(WallTime.init(milliseconds:))
        isStarted = fields[1] == "1"
    }
}
