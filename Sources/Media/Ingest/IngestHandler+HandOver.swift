import NIOCore
import Program

/// An accepted publisher is read by the thread that sends (``FeedReaders``), until anything but media comes.
extension IngestHandler {
    /// The channel reads no more; what it has read already is handled first.
    func prepareHandOver(_ context: ChannelHandlerContext) {
        guard readers != nil else { return }
        _ = context.channel.setOption(.autoRead, value: false)
        isHandOverDue = true
    }

    func handOver(_ context: ChannelHandlerContext) {
        isHandOverDue = false
        guard case .publishing(let publisher) = role, let readers, feedSocket == nil else { return }
        let loop = context.eventLoop
        let handler = NIOLoopBound(self, eventLoop: loop)
        let descriptor = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(
            of: NIOBSDSocket.Handle.self
        ) { $0 }
        guard
            let socket = descriptor.flatMap({ descriptor in
                FeedSocket(
                    session, publisher: publisher, descriptor: descriptor,
                    onAnswer: { reply in loop.execute { handler.value.answerFromFeed(reply) } },
                    onParting: { loop.execute { handler.value.takeBackAndGoOn() } })
            })
        else {
            _ = context.channel.setOption(.autoRead, value: true)
            return
        }
        feedSocket = socket
        readers.join(socket)
    }

    /// From here on the session is the handler's again. May be called at any time.
    @discardableResult
    func takeBack() -> FeedSocket.Parting? {
        guard let socket = feedSocket else { return nil }
        feedSocket = nil
        readers?.leave(socket)
        guard let (session, parting) = socket.takeBack() else { return nil }
        self.session = session
        return parting
    }

    /// The channel has read by itself. It does not while the relay does; but if it did, no byte would be lost.
    func resumeReading() {
        guard feedSocket != nil else { return }
        isHandOverDue = true
        takeBackAndGoOn()
    }

    private func answerFromFeed(_ reply: [UInt8]) {
        guard let context, case .publishing = role else { return }
        answer(reply, context)
    }

    private func takeBackAndGoOn() {
        guard let context, case .publishing = role, let parting = takeBack() else { return }
        isHandOverDue = false
        switch parting {
        case .silence: _ = context.channel.setOption(.autoRead, value: true)
        case .ended(let reply):
            answer(reply, context)
            handle(.ended, context)
        case .nonsense(let error): fail(error, context)
        }
    }
}
