import BroadcastModel
import CCurl

/// What is done once a process, before the first handle.
enum CurlSetup {
    private static let isReady = lianbo_global_init() == CURLE_OK

    static func run() throws {
        guard isReady else {
            throw Fault(.internalError, "libcurl could not be set up on this machine.", blame: .ours)
        }
    }

    static func fault(_ call: String, _ error: Int32) -> Fault {
        Fault(
            .internalError, "The machine refused a resource that network connections need.", blame: .ours,
            cause: "\(call): errno \(error)")
    }
}
