import BroadcastModel
import Curl
import Glibc
import Logging
import Program
import RTMPWire

/// One destination on its worker's thread: lifecycle, dialled socket, RTMP session and cursor.
///
/// The worker calls ``tick(now:)`` each tick; the loop calls back when the socket is ready. Nothing here blocks.
final class DestinationLink {
    /// What is left of a polite end.
    private enum Farewell {
        /// The media numbered below `end` was due when the end was asked for and goes first.
        case owed(end: UInt64)
        /// FCUnpublish and deleteStream are on their way.
        case said
        /// All is sent, and so is our FIN; the peer has what is left of the time to take it and to close.
        case lingering
    }

    /// Bytes taken from one peer in one tick. Servers say a few kilobytes in a whole session; one that talks without
    /// end waits for the next tick, by TCP's own flow control, and takes no time from others.
    private static let readsPerTick = 16 << 10

    let id: DestinationID
    let address: PushAddress
    let needs: MediaNeeds
    let window: LogWindow
    var life: DestinationLifecycle
    let worker: WorkerContext
    let logger: Logger

    private var ticket: DialTicket?
    private var outlet: Outlet?
    private var session: PublishSession?
    private var isWatchingWrites = false

    /// RTMP bytes that go before the next message: replies, headers at the start, the farewell.
    private var control = ByteQueue()
    private var unfinished: UnfinishedMessage?
    private var cursor: UInt64?
    private var base: Int64 = 0
    private var clock = ChunkClock()
    private var headersSent: MediaHeaders?
    /// The first message that this session cannot take, because the format changes there.
    private var renewalAt: UInt64?
    private var farewell: Farewell?
    private var readAllowance = readsPerTick
    private var isReadingPaused = false

    private var pack: Pack?
    private var indexInPack = 0
    private var bytesAtJoin: UInt64 = 0
    private var dataMessagesAtJoin = 0
    /// Told when it has left the pack, and must be ticked again.
    var onLeavingPack: ((DestinationLink) -> Void)?

    private var bytesSent: UInt64 = 0
    private var messagesDropped: UInt64 = 0
    private var lag: Duration?
    private var rate = RateMeter()

    init(
        id: DestinationID, address: PushAddress, needs: MediaNeeds, window: LogWindow, worker: WorkerContext
    ) {
        self.id = id
        self.address = address
        self.needs = needs
        self.window = window
        self.worker = worker
        var policy = worker.configuration.destination
        policy.retry.floor = max(policy.retry.floor, needs.retryFloor)
        life = DestinationLifecycle(policy: policy)
        var logger = worker.logger
        logger[metadataKey: "destination"] = "\(id)"
        self.logger = logger
    }

    // MARK: Hands

    func want(now: MonotonicTime) { act(life.wanted(), now: now) }
    func retry(now: MonotonicTime) { act(life.retried(), now: now) }

    /// What is due by now still goes, then the farewell, as far as the peer takes both in time.
    func endPolitely(now: MonotonicTime) {
        leavePack(now: now)
        window.refresh()
        pump(now: now)
        act(life.unwanted(now: now), now: now)
    }

    func closeAtOnce(now: MonotonicTime) {
        leavePack(now: now)
        closeSocket(abruptly: false)
    }

    // MARK: Time

    func tick(now: MonotonicTime) {
        readAllowance = Self.readsPerTick
        if isReadingPaused {
            isReadingPaused = false
            watch()
            receive(now: now)
        }
        pump(now: now)
        lag = oldestUnsent.map { now - $0 }
        switch life.tick(now: now, lag: lag) {
        case .act(let action): act(action, now: now)
        case .fail(let fault): fail(fault, now: now)
        }
    }

    func status(now: MonotonicTime, wall: WallTime) -> DestinationStatus {
        var status = DestinationStatus(state: life.state)
        status.attempt = life.attempt
        status.nextRetry = life.nextRetry.map { wall + ($0 - now) }
        status.lagMilliseconds = lag?.milliseconds ?? 0
        status.bytesSent = bytesSent + (pack.map { $0.bytes - bytesAtJoin } ?? 0)
        // Never 0 while a session that ends is still open: its last bytes are not out yet.
        let least: UInt64 = if case .ending = life.phase { 1 } else { 0 }
        status.bitsPerSecond = outlet == nil ? 0 : max(least, UInt64((pack?.rate ?? rate).perSecond(at: now) * 8))
        status.reconnects = life.reconnects
        status.messagesDropped = messagesDropped
        if case .live(let since) = life.phase { status.liveSince = wall - (now - since) }
        status.lastFault = life.lastFault
        status.lastFaultAt = life.lastFaultAt.map { wall - (now - $0) }
        return status
    }

    // MARK: Acting

    private func act(_ action: DestinationLifecycle.Action, now: MonotonicTime) {
        switch action {
        case .nothing: break
        case .dial: dial()
        case .close(let abruptly): closeSocket(abruptly: abruptly)
        case .jump: jump()
        case .endPolitely:
            farewell = farewell ?? .owed(end: renewalAt ?? window.end)
            pump(now: now)
        }
    }

    private func fail(_ fault: Fault, now: MonotonicTime) {
        leavePack(now: now)
        let before = life.phase
        let action = life.failed(fault, now: now, random: worker.random())
        if life.phase != before, life.phase != .ended, !isRenewing(before) {
            logger.notice(
                "Destination failed",
                metadata: [
                    "server": "\(address.displayText)", "code": "\(fault.code.rawValue)", "why": "\(fault.message)",
                    "attempt": "\(life.attempt)", "state": "\(life.state.rawValue)",
                ]
            )
        }
        act(action, now: now)
    }

    private func isRenewing(_ phase: DestinationLifecycle.Phase) -> Bool {
        if case .renewing = phase { true } else { false }
    }

    private func dial() {
        closeSocket(abruptly: false)
        logger.debug("Dialling", metadata: ["address": "\(address)", "attempt": "\(life.attempt)"])
        let timeout = worker.configuration.outbound.connectTimeout
        ticket = worker.loop.dial(
            host: address.host, port: address.port, secure: address.scheme == .rtmps, timeout: timeout
        ) { [unowned self] result in
            ticket = nil
            let now = worker.clock.monotonicTime()
            switch result {
            case .success(let socket): begin(on: socket, now: now)
            case .failure(let fault): fail(fault, now: now)
            }
        }
    }

    private func begin(on socket: DialedSocket, now: MonotonicTime) {
        life.dialled(now: now)
        var size = worker.configuration.sendBufferBytes
        setsockopt(socket.descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        outlet = Outlet(socket: socket)
        var session = PublishSession(
            application: address.application.reveal(), tcURL: address.tcURL.reveal(),
            streamName: address.streamName.reveal(),
            chunkSize: MediaPayload.chunkSize
        )
        control.append(session.begin(random: worker.randomBytes(1528)))
        self.session = session
        worker.loop.watch(socket.descriptor, .read) { [unowned self] ready in
            let now = worker.clock.monotonicTime()
            if ready.contains(.read) {
                // Not asked for while paused: then the socket is broken, and reading on finds out how.
                if isReadingPaused { readAllowance = Self.readsPerTick }
                receive(now: now)
            }
            if ready.contains(.write) { pump(now: now) }
        }
        pump(now: now)
    }

    private func closeSocket(abruptly: Bool) {
        if let ticket { worker.loop.cancel(ticket) }
        ticket = nil
        if let outlet {
            self.outlet = nil
            worker.loop.unwatch(outlet.socket.descriptor)
            outlet.socket.close(abruptly: abruptly)
        }
        session = nil
        isWatchingWrites = false
        isReadingPaused = false
        readAllowance = Self.readsPerTick
        farewell = nil
        control.removeAll()
        unfinished = nil
        cursor = nil
        clock = ChunkClock()
        headersSent = nil
        renewalAt = nil
        lag = nil
        rate = RateMeter()
        life.closed()
    }

    // MARK: What the peer says

    private func receive(now: MonotonicTime) {
        leavePack(now: now)
        while readAllowance > 0 {
            guard let socket = outlet?.socket else { return }
            switch socket.receive(into: worker.receiveBuffer) {
            case .moved(let count) where count > 0:
                readAllowance -= count
                take(UnsafeRawBufferPointer(rebasing: worker.receiveBuffer[..<count]), now: now)
            case .moved, .closed:
                return fail(SessionFault.closed(life.phase, receivedMedia: bytesSent > 0), now: now)
            case .again: return
            case .failed(let code): return fail(SessionFault.broken(errno: code), now: now)
            }
        }
        guard outlet != nil, !isReadingPaused else { return }
        isReadingPaused = true
        watch()
    }

    private func take(_ bytes: UnsafeRawBufferPointer, now: MonotonicTime) {
        guard var session else { return }
        life.heard(now: now)
        do {
            let (reply, events) = try session.receive(bytes)
            self.session = session
            control.append(reply)
            for event in events { note(event, now: now) }
            if control.count > 256 << 10 {
                return fail(
                    Fault(
                        .protocolViolation, "The server asks for answers faster than it reads them.",
                        blame: .destination), now: now)
            }
            if !reply.isEmpty || !events.isEmpty { pump(now: now) }
        } catch {
            fail(
                Fault(
                    .protocolViolation, "The server speaks RTMP that cannot be understood.", blame: .destination,
                    cause: "\(error)"), now: now)
        }
    }

    private func note(_ event: PublishSession.Event, now: MonotonicTime) {
        switch event {
        case .publishing:
            life.published()
            logger.info("Publishing", metadata: ["server": "\(address.displayText)", "attempt": "\(life.attempt)"])
        case .refused(let code, let description):
            fail(SessionFault.refused(code: code, description: description), now: now)
        case .redirected:
            fail(
                Fault(
                    .unsupported,
                    "The server redirects to another address. Ask the platform for the final push address and set it for this account.",
                    blame: .platform), now: now)
        case .closedByPeer(let code):
            fail(
                Fault(
                    .closedByPeer, "The server ended the stream (\(SessionFault.printable(code))).", blame: .platform),
                now: now)
        }
    }

    // MARK: Sending

    private var oldestUnsent: MonotonicTime? {
        switch life.phase {
        case .starting, .live: break
        default: return nil
        }
        if let writtenAt = unfinished?.writtenAt { return writtenAt }
        guard let cursor, cursor >= window.first, cursor < window.end else { return nil }
        return window[cursor].writtenAt
    }

    /// One past the last message that may go now.
    private var mediaEnd: UInt64 {
        switch life.phase {
        case .starting, .live: return min(window.end, renewalAt ?? .max)
        case .ending:
            if case .owed(let end) = farewell { return min(end, window.end) }
            return 0
        default: return 0
        }
    }

    /// Sends what is due until the socket takes no more.
    func pump(now: MonotonicTime) {
        leavePack(now: now)
        guard let outlet else { return }
        window.dropPurged()
        placeCursor()
        for _ in 0..<64 {
            worker.scratch.clear()
            fill()
            guard worker.scratch.bytes > 0 else { return drained(outlet, now: now) }
            switch outlet.write(worker.scratch.vector) {
            case .moved(let count):
                consume(count, now: now)
                let isFull = outlet.socket.isSecure ? !outlet.isDrained : count < worker.scratch.bytes
                if isFull { return watchWrites(true) }
            case .again: return watchWrites(true)
            case .closed: return fail(SessionFault.closed(life.phase, receivedMedia: bytesSent > 0), now: now)
            case .failed(let code): return fail(SessionFault.broken(errno: code), now: now)
            }
        }
        watchWrites(true)
    }

    private func drained(_ outlet: Outlet, now: MonotonicTime) {
        if let outcome = outlet.drain() {
            if case .again = outcome { return watchWrites(true) }
            return fail(SessionFault.closed(life.phase, receivedMedia: bytesSent > 0), now: now)
        }
        watchWrites(false)
        if let renewalAt, cursor == renewalAt, farewell == nil {
            logger.info("The format changes; a new session begins", metadata: ["server": "\(address.displayText)"])
            life.mustRenew(now: now)
            if isRenewing(life.phase) { return sayFarewell(now: now) }
        }
        switch farewell {
        case .owed: sayFarewell(now: now)
        case .said:
            // A close would become a reset, and take back what is still in the kernel, as soon as the peer says
            // anything more. So only our side is closed; the peer closes the other when it has read all.
            farewell = .lingering
            shutdown(outlet.socket.descriptor, Int32(SHUT_WR))
        case .lingering, nil: break
        }
    }

    private func sayFarewell(now: MonotonicTime) {
        farewell = .said
        let bytes = session?.end() ?? []
        guard !bytes.isEmpty else { return closeSocket(abruptly: false) }
        control.append(bytes)
        pump(now: now)
    }

    private func watchWrites(_ wanted: Bool) {
        guard wanted != isWatchingWrites else { return }
        isWatchingWrites = wanted
        watch()
    }

    private func watch() {
        guard let socket = outlet?.socket else { return }
        var interest: CurlLoop.Interest = isReadingPaused ? [] : .read
        if isWatchingWrites { interest.insert(.write) }
        worker.loop.changeWatch(socket.descriptor, interest)
    }

    /// Finds the place to start or, where the log ran past this destination, to go on.
    private func placeCursor() {
        switch life.phase {
        case .starting, .live: break
        case .ending:
            // Nothing begins any more.
            if let cursor, cursor < window.first { self.cursor = nil }
            return
        default: return
        }
        if let cursor, cursor >= window.first { return }
        guard let start = window.newestStart else { return }
        if let cursor, start > cursor { messagesDropped += start - cursor }
        begin(at: start)
    }

    private func jump() {
        guard let cursor, let start = window.newestStart, start > cursor else { return }
        messagesDropped += start - cursor
        begin(at: start)
        logger.info("Jumped to the newest keyframe", metadata: ["dropped": "\(start - cursor)"])
    }

    private func begin(at start: UInt64) {
        let entry = window[start]
        if cursor == nil { base = entry.message.timestamp }
        let isInMidSession = cursor != nil
        cursor = start
        // What it pointed to may lie behind now; where it is true still, it is found again.
        renewalAt = nil
        guard let headers = entry.start, headers !== headersSent else { return }
        if isInMidSession, headers.inOrder.contains(where: changesFormat) {
            renewalAt = start
            return
        }
        let time = entry.message.timestamp - base
        for payload in headers.inOrder where !(headersSent?.inOrder.contains { $0 === payload } ?? false) {
            var header = [UInt8](repeating: 0, count: ChunkClock.longestHeader)
            let streamID = session?.mediaStreamID ?? 1
            let count = header.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map {
                    clock.write(kind: payload.kind, length: payload.count, timestamp: time, streamID: streamID, to: $0)
                } ?? 0
            }
            control.append(header.prefix(count))
            control.append(payload.framed)
        }
        headersSent = headers
    }

    /// Whether `header` is news that this destination takes in a new session only.
    private func changesFormat(_ header: MediaPayload) -> Bool {
        guard !needs.takesFormatChange, header.traits.contains(.header), let headersSent else { return false }
        let known = headersSent.counterpart(of: header)
        return known !== header && known?.bytes != header.bytes
    }

    /// Puts together the next write: the rest of a message, then control bytes, then messages.
    private func fill() {
        let scratch = worker.scratch
        if let rest = unfinished?.rest { scratch.add(.unfinished, rest.header, rest.payload) }
        if control.count > 0 { scratch.add(.control, control.unread) }
        let end = mediaEnd
        // Behind a dump there may be headers and no start yet: the place of this destination is found with the next keyframe.
        guard var sequence = cursor, sequence >= window.first, sequence < end, let streamID = session?.mediaStreamID
        else { return }
        var clock = clock
        while scratch.hasRoom, sequence < end {
            let entry = window[sequence]
            if entry.message.traits.contains(.header), changesFormat(entry.message.payload) {
                renewalAt = sequence
                break
            }
            scratch.add(
                entry, sequence: sequence, timestamp: entry.message.timestamp - base, streamID: streamID, clock: &clock)
            sequence += 1
        }
    }

    // MARK: In the pack

    var isInPack: Bool { pack != nil }
    func moveInPack(to index: Int) { indexInPack = index }

    /// Joins `pack`, or begins one where there is none, if everything is sent and the next bytes would be everybody's.
    func join(_ pack: inout Pack?) {
        guard life.isCarrying, let outlet, !outlet.socket.isSecure, let cursor, cursor == window.end,
            control.count == 0,
            unfinished == nil, !isWatchingWrites, !isReadingPaused, renewalAt == nil
        else { return }
        let shared = clock.shifted(by: base)
        if pack == nil || pack?.members.isEmpty == true {
            pack = Pack.begun(at: cursor, clock: shared, rate: rate)
        }
        guard let pack, pack.position == cursor, pack.admits(shared) else { return }
        self.pack = pack
        bytesAtJoin = pack.bytes
        dataMessagesAtJoin = pack.dataMessages
        life.caughtUp()
        lag = nil
        indexInPack = pack.add(self, descriptor: outlet.socket.descriptor)
    }

    /// Goes on by itself from where the pack stands.
    func leavePack(now: MonotonicTime) {
        guard let pack else { return }
        self.pack = nil
        pack.remove(at: indexInPack)
        cursor = pack.position
        let shared = pack.clock.shifted(by: -base)
        clock = pack.dataMessages > dataMessagesAtJoin ? shared : shared.withData(of: clock)
        bytesSent += pack.bytes - bytesAtJoin
        rate = pack.rate
        life.mediaAccepted(now: now)
        onLeavingPack?(self)
    }

    /// The socket took less than all of the pack's newest batch, which the pack has counted as sent.
    func fellShort(of batch: SharedBatch, _ outcome: DialedSocket.Outcome, now: MonotonicTime) {
        leavePack(now: now)
        bytesSent -= UInt64(batch.bytes.count)
        cursor = batch.first
        let shared = batch.before.shifted(by: -base)
        clock = batch.hasData ? shared : shared.withData(of: clock)
        switch outcome {
        case .moved(let count):
            consume(batch, count, now: now)
            watchWrites(true)
        case .again: watchWrites(true)
        case .closed: fail(SessionFault.closed(life.phase, receivedMedia: bytesSent > 0), now: now)
        case .failed(let code): fail(SessionFault.broken(errno: code), now: now)
        }
    }

    /// Books what the socket took of a batch; what is left of a message is kept for later.
    private func consume(_ batch: SharedBatch, _ count: Int, now: MonotonicTime) {
        book(count, tookMedia: true, now: now)
        var sequence = batch.first
        for piece in batch.pieces where piece.offset < count {
            let entry = window[sequence]
            let payload = entry.message.payload
            clock.note(payload.kind, timestamp: entry.message.timestamp - base)
            sequence += 1
            cursor = sequence
            let length = piece.headerLength + payload.framed.count
            guard count < piece.offset + length else { continue }
            let header = UnsafeRawBufferPointer(
                rebasing: batch.bytes[piece.offset..<(piece.offset + piece.headerLength)])
            unfinished = UnfinishedMessage(
                header: header, payload: payload, sent: count - piece.offset, writtenAt: entry.writtenAt)
        }
    }

    /// Books what the socket took.
    private func consume(_ count: Int, now: MonotonicTime) {
        var left = count
        var tookMedia = false
        let scratch = worker.scratch
        for (segment, length) in zip(scratch.segments, scratch.lengths) {
            guard left > 0 else { break }
            let taken = min(left, length)
            left -= taken
            switch segment {
            case .unfinished:
                tookMedia = true
                if taken == length { unfinished = nil } else { unfinished?.took(taken) }
            case .control:
                control.removeFirst(taken)
            case .message(let sequence, let header, let headerAt, let clockAfter):
                tookMedia = true
                clock = clockAfter
                cursor = sequence + 1
                if taken < length {
                    let entry = window[sequence]
                    unfinished = UnfinishedMessage(
                        header: scratch.header(at: headerAt, count: header), payload: entry.message.payload,
                        sent: taken, writtenAt: entry.writtenAt)
                }
            }
        }
        book(count, tookMedia: tookMedia, now: now)
    }

    private func book(_ count: Int, tookMedia: Bool, now: MonotonicTime) {
        bytesSent += UInt64(count)
        rate.add(UInt64(count), at: now)
        guard tookMedia else { return }
        let wasLive = life.isCarrying
        life.mediaAccepted(now: now)
        if !wasLive, life.isCarrying {
            logger.info("Live", metadata: ["server": "\(address.displayText)", "attempt": "\(life.attempt)"])
        }
    }
}
