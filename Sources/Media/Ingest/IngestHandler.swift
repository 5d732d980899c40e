import BroadcastModel
import Logging
import NIOCore
import Program
import RTMPWire

/// One connection: moves bytes between its channel and its session, and keeps time.
///
/// Nothing that goes wrong here leaves the connection: every error ends in a log line and a closed channel.
final class IngestHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Role {
        /// Exits: publishing, playing, leaving.
        case asking
        /// Exits: leaving.
        case publishing(FeedPublisher)
        /// Exits: leaving.
        case playing(Player)
        /// Last words are out; what still comes is thrown away. Ends with the channel.
        case leaving
    }

    struct Player {
        var cursor: PlayCursor
        var wasBlocked = false
        var lastSentAt: NIODeadline
    }

    /// Answers kept for a peer that does not read them; one more and it is closed.
    private static let mostUnreadAnswers = 256

    let configuration: IngestConfiguration
    let switchboard: Switchboard
    let register: ConnectionRegister
    let rosters: PlayerRosters
    let readers: FeedReaders?
    let peer: PeerAddress
    var logger: Logger
    var session: IngestSession
    var role = Role.asking
    private(set) var context: ChannelHandlerContext?
    private var liveness: Liveness
    private var timer: Scheduled<Void>?
    /// Holds the session while the relay reads the publisher.
    var feedSocket: FeedSocket?
    /// The read that found the request is not over; then the relay takes over.
    var isHandOverDue = false
    private var unreadAnswers = 0

    init(
        configuration: IngestConfiguration, switchboard: Switchboard, register: ConnectionRegister,
        rosters: PlayerRosters, readers: FeedReaders?, peer: PeerAddress, logger: Logger
    ) {
        self.configuration = configuration
        self.switchboard = switchboard
        self.register = register
        self.rosters = rosters
        self.readers = readers
        self.peer = peer
        self.logger = logger
        self.logger[metadataKey: "peer"] = "\(peer.text)"
        var generator = SystemRandomNumberGenerator()
        let random = (0..<Handshake.randomLength / 8).flatMap { _ in
            withUnsafeBytes(of: generator.next()) { Array($0) }
        }
        session = IngestSession(random: random)
        liveness = Liveness(configuration, now: .now())
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        armTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        takeBack()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .leaving = role { return }
        resumeReading()
        let buffer = unwrapInboundIn(data)
        if case .publishing = role { liveness.noteActivity(now: .now()) }
        buffer.withUnsafeReadableBytes { take($0, context) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isHandOverDue { handOver(context) }
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let notice = event as? IngestNotice else { return context.fireUserInboundEventTriggered(event) }
        takeBack()
        leave(saying: session.close(), because: notice.rawValue, context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        part(because: "the connection broke", level: .info)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        part(because: "the peer closed the connection", level: .info)
        timer?.cancel()
        context.fireChannelInactive()
    }

    // MARK: Session

    func take(_ bytes: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) {
        do {
            let wasShaking = !session.isHandshakeComplete
            let (reply, events) = try session.receive(bytes)
            if wasShaking, session.isHandshakeComplete { liveness.enter(.asking, now: .now()) }
            answer(reply, context)
            for event in events { handle(event, context) }
        } catch {
            fail(error, context)
        }
    }

    /// What the peer sent makes no sense.
    func fail(_ error: WireError, _ context: ChannelHandlerContext) {
        part(because: "\(error.message)", code: error.code.rawValue, level: .warning)
        context.close(promise: nil)
    }

    func handle(_ event: IngestSession.Event, _ context: ChannelHandlerContext) {
        // An answer to an earlier event may have found the peer gone.
        if case .leaving = role { return }
        switch event {
        case .publishRequested(let application, let name): beginPublish(application, Secret(name), context)
        case .playRequested(let application, let name): beginPlay(application, Secret(name), context)
        case .media(let typeID, let timestamp, let payload):
            guard case .publishing(let publisher) = role, let kind = MediaKind(rawValue: typeID) else { return }
            payload.withUnsafeBytes { publisher.push(kind, timestamp: timestamp, bytes: $0) }
        case .ended: leave(because: "the client ended its stream", context)
        }
    }

    /// Goes over to `role` with the answer to the request, then reads what was kept meanwhile.
    func accept(as role: Role, _ phase: Liveness.Phase, saying reply: [UInt8], _ context: ChannelHandlerContext) {
        self.role = role
        register.accept(context.channel)
        liveness.enter(phase, now: .now())
        armTimer(context)
        answer(reply, context)
        take(UnsafeRawBufferPointer(start: nil, count: 0), context)
    }

    func answer(_ reply: [UInt8], _ context: ChannelHandlerContext) {
        guard !reply.isEmpty else { return }
        unreadAnswers = context.channel.isWritable ? 0 : unreadAnswers + 1
        guard unreadAnswers <= Self.mostUnreadAnswers else {
            part(because: "the peer asks and does not read the answers", level: .warning)
            return context.close(promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: reply)), promise: nil)
    }

    // MARK: Leaving

    /// Ends politely: last words, our half closed, then the peer's close or ``IngestConfiguration/lingerTimeout``.
    func leave(
        saying words: [UInt8] = [], because reason: String, level: Logger.Level = .info,
        _ context: ChannelHandlerContext
    ) {
        if case .leaving = role { return }
        part(because: reason, level: level)
        _ = context.channel.setOption(.autoRead, value: true)
        answer(words, context)
        context.close(mode: .output, promise: nil)
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(configuration.lingerTimeout)) {
            context.close(promise: nil)
        }
    }

    /// Gives back what the role holds, once, and says so.
    private func part(because reason: String, code: String? = nil, level: Logger.Level) {
        var metadata: Logger.Metadata = ["reason": "\(reason)"]
        if let code { metadata["code"] = "\(code)" }
        switch role {
        case .leaving: return
        case .asking:
            logger.log(level: level == .info ? .debug : level, "Connection closed without a stream", metadata: metadata)
        case .publishing(let publisher):
            takeBack()
            publisher.end()
            logger.log(level: level, "Publisher gone", metadata: metadata)
        case .playing:
            if let context { rosters.roster(on: context.eventLoop).remove(self) }
            logger.log(level: level, "Player gone", metadata: metadata)
        }
        role = .leaving
    }

    // MARK: Time

    private func armTimer(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: liveness.deadline) { self.checkTime(context) }
    }

    private func checkTime(_ context: ChannelHandlerContext) {
        if let lastRead = feedSocket?.lastRead { liveness.noteActivity(now: lastRead) }
        guard let overdue = liveness.overdue(now: .now()) else { return armTimer(context) }
        switch overdue {
        case .handshake, .request:
            part(because: overdue.rawValue, level: .warning)
            context.close(promise: nil)
        case .publisherSilent, .playerIdle:
            takeBack()
            leave(saying: session.close(), because: overdue.rawValue, level: .warning, context)
        }
    }

    func noteMediaSent() { liveness.noteActivity(now: .now()) }
}
