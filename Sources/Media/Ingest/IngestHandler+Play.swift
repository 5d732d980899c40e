import BroadcastModel
import NIOCore
import Program

extension IngestHandler {
    /// Bytes in front of a player's socket after one round, at most (and one message).
    private static let mostPerRound = 2 << 20

    func beginPlay(_ application: String, _ name: Secret, _ context: ChannelHandlerContext) {
        do {
            try checkApplication(application)
            let log = try switchboard.beginPlay(application: application, streamName: name)
            logger.info("Player accepted")
            let cursor = PlayCursor(log: log, streamID: session.mediaStreamID)
            accept(
                as: .playing(Player(cursor: cursor, lastSentAt: .now())), .playing, saying: session.acceptPlay(),
                context)
            // What the player had sent already may have ended it.
            if case .playing = role { rosters.roster(on: context.eventLoop).add(self) }
        } catch {
            let fault = Fault(refusing: error)
            let code = fault.code == .notFound ? "NetStream.Play.StreamNotFound" : "NetStream.Play.Failed"
            logRefusal("Player refused", fault, name)
            leave(saying: session.refusePlay(code: code, description: fault.message), because: fault.message, context)
        }
    }

    /// One round of the roster: sends what is new, or notes that the player does not read.
    func playTick() {
        guard case .playing(var player) = role, let context else { return }
        guard context.channel.isWritable else {
            player.wasBlocked = true
            role = .playing(player)
            return
        }
        if player.wasBlocked {
            player.wasBlocked = false
            player.cursor.resume()
        }
        var buffer = context.channel.allocator.buffer(capacity: 0)
        player.cursor.collect(into: &buffer, limit: Self.mostPerRound)
        let now = NIODeadline.now()
        if buffer.readableBytes > 0 {
            noteMediaSent()
            player.lastSentAt = now
        } else if now - player.lastSentAt >= TimeAmount(configuration.pingInterval) {
            buffer.writeBytes(session.ping(timestamp: UInt32(truncatingIfNeeded: now.uptimeNanoseconds / 1_000_000)))
            player.lastSentAt = now
        }
        role = .playing(player)
        if buffer.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(buffer), promise: nil) }
    }
}
