import BroadcastModel
import Curl
import Logging
import Program

/// What the links of one thread share. Belongs to that thread.
final class WorkerContext {
    let loop: CurlLoop
    let configuration: RelayConfiguration
    let clock: any ClockPort
    let logger: Logger
    let scratch = WriteScratch()
    let receiveBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)
    private var generator = SystemRandomNumberGenerator()

    init(loop: CurlLoop, configuration: RelayConfiguration, clock: any ClockPort, logger: Logger) {
        self.loop = loop
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
    }

    deinit { receiveBuffer.deallocate() }

    func random() -> UInt64 { generator.next() }

    func randomBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) } }
        return Array(bytes.prefix(count))
    }
}
