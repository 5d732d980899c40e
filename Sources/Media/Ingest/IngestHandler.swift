import BroadcastModel
import Logging
import NIOCore
import Program
import RTMPWire

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

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
    let peer: PeerAddress
    var logger: Logger
    var session: IngestSession
    var role = Role.asking
    private(set) var context: ChannelHandlerContext?
    private var liveness: Liveness
    private var timer: Scheduled<Void>?
    private var nextRead: Scheduled<Void>?
    private var descriptor: NIOBSDSocket.Handle?
    private var beatBuffer: UnsafeMutableRawBufferPointer?
    private var unreadAnswers = 0

    init(
        configuration: IngestConfiguration, switchboard: Switchboard, register: ConnectionRegister,
        rosters: PlayerRosters,
        peer: PeerAddress, logger: Logger
    ) {
        self.configuration = configuration
        self.switchboard = switchboard
        self.register = register
        self.rosters = rosters
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

    deinit { beatBuffer?.deallocate() }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        armTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopBeat()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .leaving = role { return }
        let buffer = unwrapInboundIn(data)
        if case .publishing = role { liveness.noteActivity(now: .now()) }
        buffer.withUnsafeReadableBytes { take($0, context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let notice = event as? IngestNotice else { return context.fireUserInboundEventTriggered(event) }
        leave(saying: session.close(), because: notice.rawValue, context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        part(because: "the connection broke", level: .info)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        part(because: "the peer closed the connection", level: .info)
        stopBeat()
        timer?.cancel()
        context.fireChannelInactive()
    }

    // MARK: Session

    private func take(_ bytes: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) {
        do {
            let wasShaking = !session.isHandshakeComplete
            let (reply, events) = try session.receive(bytes)
            if wasShaking, session.isHandshakeComplete { liveness.enter(.asking, now: .now()) }
            answer(reply, context)
            for event in events { handle(event, context) }
        } catch {
            part(because: "\(error.message)", code: error.code.rawValue, level: .warning)
            context.close(promise: nil)
        }
    }

    private func handle(_ event: IngestSession.Event, _ context: ChannelHandlerContext) {
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

    private func answer(_ reply: [UInt8], _ context: ChannelHandlerContext) {
        guard !reply.isEmpty else { return }
        unreadAnswers = context.channel.isWritable ? 0 : unreadAnswers + 1
        guard unreadAnswers <= Self.mostUnreadAnswers else {
            part(because: "the peer asks and does not read the answers", level: .warning)
            return context.close(promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: reply)), promise: nil)
    }

    // MARK: Reading on the beat

    /// From now on the socket is read on the beat only; until then, and from ``readAtOnce(_:)`` on, as soon as something comes.
    func readOnBeat(_ context: ChannelHandlerContext) {
        guard let beat = configuration.beat else { return }
        _ = context.channel.setOption(.autoRead, value: false)
        // Asked for once: finding it casts through existentials. It is used until `nextRead` is cancelled, which is before the
        // channel's descriptor can belong to somebody else.
        descriptor = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(
            of: NIOBSDSocket.Handle.self
        ) { $0 }
        armBeat(beat, context)
    }

    /// `atOnce`: more has come than one look may take; whoever else is due on this loop is served in between.
    private func armBeat(_ beat: Beat, atOnce: Bool = false, _ context: ChannelHandlerContext) {
        let now = MonotonicTime(nanoseconds: NIODeadline.now().uptimeNanoseconds)
        let next = atOnce ? now : beat.next(after: now)
        nextRead = context.eventLoop.assumeIsolated().scheduleTask(
            deadline: .uptimeNanoseconds(next.nanoseconds)
        ) {
            let isMore = self.readWhatCame(context)
            // What came may have ended the connection.
            if self.nextRead != nil { self.armBeat(beat, atOnce: isMore, context) }
        }
    }

    /// Reads the socket past the channel: thirty times a second, its way through selector, allocator and pipeline costs more
    /// than all that is done with the bytes. Whatever is no data is left to the channel, which finds it again. Returns true where
    /// it stopped with more to read.
    private func readWhatCame(_ context: ChannelHandlerContext) -> Bool {
        guard let descriptor else {
            context.read()
            return false
        }
        let buffer = beatBuffer ?? .allocate(byteCount: 64 << 10, alignment: 64)
        beatBuffer = buffer
        for _ in 0..<16 {
            guard case .publishing = role, nextRead != nil else { return false }
            let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else {
                if count < 0, errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR { return false }
                context.read()
                return false
            }
            liveness.noteActivity(now: .now())
            take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), context)
            if count < buffer.count { return false }
        }
        return true
    }

    private func stopBeat() {
        nextRead?.cancel()
        nextRead = nil
        descriptor = nil
    }

    private func readAtOnce(_ context: ChannelHandlerContext) {
        guard nextRead != nil else { return }
        stopBeat()
        _ = context.channel.setOption(.autoRead, value: true)
    }

    // MARK: Leaving

    /// Ends politely: last words, our half closed, then the peer's close or ``IngestConfiguration/lingerTimeout``.
    func leave(
        saying words: [UInt8] = [], because reason: String, level: Logger.Level = .info,
        _ context: ChannelHandlerContext
    ) {
        if case .leaving = role { return }
        part(because: reason, level: level)
        readAtOnce(context)
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
        guard let overdue = liveness.overdue(now: .now()) else { return armTimer(context) }
        switch overdue {
        case .handshake, .request:
            part(because: overdue.rawValue, level: .warning)
            context.close(promise: nil)
        case .publisherSilent, .playerIdle:
            leave(saying: session.close(), because: overdue.rawValue, level: .warning, context)
        }
    }

    func noteMediaSent() { liveness.noteActivity(now: .now()) }
}
