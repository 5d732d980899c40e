import BroadcastModel
import Logging
import NIOCore
import Program

extension IngestHandler {
    func beginPublish(_ application: String, _ name: Secret, _ context: ChannelHandlerContext) {
        do {
            try checkApplication(application)
            let publisher = try switchboard.beginPublish(application: application, streamName: name, peer: peer.text)
            logger[metadataKey: "feed"] = "\(publisher.feed)"
            logger.info("Publisher accepted")
            let channel = context.channel
            accept(as: .publishing(publisher), .publishing, saying: session.acceptPublish(), context)
            if case .publishing = role { prepareHandOver(context) }
            publisher.onRevoke { channel.pipeline.fireUserInboundEventTriggered(IngestNotice.revoked) }
        } catch {
            let fault = Fault(refusing: error)
            let code =
                switch fault.code {
                case .streamBusy: "NetStream.Publish.BadName"
                case .keyRefused: "NetStream.Publish.Denied"
                default: "NetStream.Publish.Failed"
                }
            logRefusal("Publisher refused", fault, name)
            leave(
                saying: session.refusePublish(code: code, description: fault.message), because: fault.message, context)
        }
    }

    func checkApplication(_ application: String) throws(Fault) {
        guard let wanted = configuration.applicationName else { return }
        let asked = application.prefix { $0 != "?" && $0 != "/" }
        guard asked == wanted else {
            throw Fault(.keyRefused, "There is no such application here.", blame: .operatorSide)
        }
    }

    /// The reason goes to the log; of the name only what stands before a query and is an id, because a name without a
    /// query may be a key put in the wrong place.
    func logRefusal(_ message: Logger.Message, _ fault: Fault, _ name: Secret) {
        let parts = name.reveal().split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let feed = FeedID(String(parts[0]))
        let isNamed = parts.count == 2 && feed.isWellFormed
        logger.warning(
            message,
            metadata: [
                "feed": isNamed ? "\(feed)" : "not shown", "code": "\(fault.code.rawValue)",
                "reason": "\(fault.message)",
            ]
        )
    }
}

extension Fault {
    /// The fault behind a refusal; an error of any other kind is ours.
    init(refusing error: any Error) {
        self =
            error as? Fault
            ?? Fault(.internalError, "The request could not be answered.", blame: .ours, cause: "\(error)")
    }
}
