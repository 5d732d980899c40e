import NIOCore
import Program

/// An accepted publisher is read on the beat, by the thread that sends (``BeatReaders``), until anything but media comes.
extension IngestHandler {
    /// The channel reads no more; what it has read already is handled first.
    func readOnBeat(_ context: ChannelHandlerContext) {
        guard readers != nil else { return }
        _ = context.channel.setOption(.autoRead, value: false)
        isBeatNext = true
    }

    func handOverToBeat(_ context: ChannelHandlerContext) {
        isBeatNext = false
        guard case .publishing(let publisher) = role, let readers, beatSocket == nil else { return }
        let loop = context.eventLoop
        let handler = NIOLoopBound(self, eventLoop: loop)
        let descriptor = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(
            of: NIOBSDSocket.Handle.self
        ) { $0 }
        guard
            let socket = descriptor.flatMap({ descriptor in
                BeatSocket(
                    session, publisher: publisher, descriptor: descriptor,
                    onAnswer: { reply in loop.execute { handler.value.answerFromBeat(reply) } },
                    onParting: { loop.execute { handler.value.partFromBeat() } })
            })
        else {
            _ = context.channel.setOption(.autoRead, value: true)
            return
        }
        beatSocket = socket
        readers.join(socket)
    }

    /// From here on the session is the handler's again. May be called at any time.
    @discardableResult
    func takeBackFromBeat() -> BeatSocket.Parting? {
        guard let socket = beatSocket else { return nil }
        beatSocket = nil
        readers?.leave(socket)
        guard let (session, parting) = socket.takeBack() else { return nil }
        self.session = session
        return parting
    }

    /// The channel has read by itself. It does not while the beat reads; but if it did, no byte would be lost.
    func resumeFromBeat() {
        guard beatSocket != nil else { return }
        isBeatNext = true
        partFromBeat()
    }

    private func answerFromBeat(_ reply: [UInt8]) {
        guard let context, case .publishing = role else { return }
        answer(reply, context)
    }

    private func partFromBeat() {
        guard let context, case .publishing = role, let parting = takeBackFromBeat() else { return }
        isBeatNext = false
        switch parting {
        case .silence: _ = context.channel.setOption(.autoRead, value: true)
        case .ended(let reply):
            answer(reply, context)
            handle(.ended, context)
        case .nonsense(let error): fail(error, context)
        }
    }
}
