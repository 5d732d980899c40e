import BroadcastModel
import CCurl
package import Outbound

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// One thread's libcurl: a multi handle driven by epoll (`curl_multi_socket_action`), plus watched descriptors.
///
/// Made, used and torn down on one thread; not `Sendable`. Letting go of the loop abandons its dials and transfers
/// without a word; sockets it has handed over stay usable until they are closed.
package final class CurlLoop {
    /// What a descriptor is watched for, or is ready for.
    package struct Interest: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let read = Interest(rawValue: 1)
        package static let write = Interest(rawValue: 2)
    }

    private struct Watch {
        var stamp: UInt32
        var events: UInt32
        /// Nil: the descriptor is libcurl's.
        var onReady: ((Interest) -> Void)?
    }

    /// Wakes a waiting ``turn(waitingAtMost:)`` from any thread.
    package let waker: LoopWaker

    let rules: OutboundRules
    let multi: CurlMulti
    var transfers: [UnsafeMutableRawPointer: any Transfer] = [:]
    var dials: [DialTicket: Dial] = [:]
    /// Dials that failed before libcurl saw them, to be told in the next turn.
    var stillborn: [(ticket: DialTicket, tell: () -> Void)] = []
    var nextTicket: UInt64 = 0

    private let epoll: Int32
    private let clock = SystemClock()
    private var watches: [Int32: Watch] = [:]
    private var stamp: UInt32 = 0
    /// When libcurl wants `CURL_SOCKET_TIMEOUT`.
    private var timer: MonotonicTime?

    /// Throws `internalError` when the process is out of descriptors or memory, `malformed` for a lab network or a proxy
    /// that is none.
    package convenience init(configuration: OutboundConfiguration) throws {
        try self.init(rules: OutboundRules(configuration), waker: LoopWaker())
    }

    /// For an owner that must be able to wake before the loop's thread has made the loop.
    init(rules: OutboundRules, waker: LoopWaker) throws {
        self.rules = rules
        self.waker = waker
        multi = try CurlMulti()
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw CurlSetup.fault("epoll_create1", errno) }
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = lianbo_multi_set_socket(multi.handle, Self.onSocket, context)
        _ = lianbo_multi_set_timer(multi.handle, Self.onTimer, context)
        watch(waker.descriptor, .read) { [waker] _ in waker.quieten() }
    }

    deinit {
        for transfer in Array(transfers.values) { transfer.abandon(on: self) }
        _ = lianbo_multi_set_socket(multi.handle, nil, nil)
        _ = lianbo_multi_set_timer(multi.handle, nil, nil)
        _ = close(epoll)
    }

    var now: MonotonicTime { clock.monotonicTime() }

    // MARK: Turning

    /// One turn: waits at most that long for readiness, libcurl's own timer or a wake; lets libcurl work; then calls
    /// dial completions and watchers. A zero or negative `timeout` does not wait.
    package func turn(waitingAtMost timeout: Duration) {
        let ready = wait(atMost: stillborn.isEmpty ? timeout : .zero)
        for event in ready { serve(event) }
        if let due = timer, due <= now {
            timer = nil
            var running: Int32 = 0
            _ = curl_multi_socket_action(multi.handle, CURL_SOCKET_TIMEOUT, 0, &running)
        }
        for _ in 0..<stillborn.count where !stillborn.isEmpty { stillborn.removeFirst().tell() }
        reap()
        expireDeadlines()
    }

    private func wait(atMost timeout: Duration) -> [epoll_event] {
        let now = self.now
        var nanoseconds = timeout.nanoseconds
        for moment in [timer, nearestDeadline] {
            if let moment { nanoseconds = min(nanoseconds, (moment - now).nanoseconds) }
        }
        // Rounded up: waking early would only turn in vain.
        let milliseconds = nanoseconds <= 0 ? 0 : Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
        return withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 256) { events in
            let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), milliseconds)
            return count > 0 ? Array(events[..<Int(count)]) : []
        }
    }

    private func serve(_ event: epoll_event) {
        let descriptor = Int32(truncatingIfNeeded: event.data.u64 & 0xFFFF_FFFF)
        guard let watch = watches[descriptor], watch.stamp == UInt32(event.data.u64 >> 32) else { return }
        let broken = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        if let onReady = watch.onReady {
            var interest: Interest = []
            if broken || event.events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { interest.insert(.read) }
            if broken || event.events & EPOLLOUT.rawValue != 0 { interest.insert(.write) }
            onReady(interest)
        } else {
            var action: Int32 = 0
            if event.events & EPOLLIN.rawValue != 0 { action |= CURL_CSELECT_IN }
            if event.events & EPOLLOUT.rawValue != 0 { action |= CURL_CSELECT_OUT }
            if broken { action |= CURL_CSELECT_ERR }
            var running: Int32 = 0
            _ = curl_multi_socket_action(multi.handle, descriptor, action, &running)
        }
    }

    /// Takes what libcurl has finished and tells its owners.
    private func reap() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi.handle, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            guard let transfer = transfers.removeValue(forKey: easy) else { continue }
            transfer.finish(code, on: self)
        }
    }

    // MARK: Watching

    /// Watches `descriptor`, level-triggered; `onReady` gets what is ready (errors and hang-ups count as both).
    /// Replaces an earlier watch. Called on the loop's thread, as the two that follow.
    package func watch(_ descriptor: Int32, _ interest: Interest, _ onReady: @escaping (Interest) -> Void) {
        set(descriptor, Self.events(interest), onReady)
    }

    /// Changes what a watched descriptor is watched for; empty keeps errors and hang-ups only.
    package func changeWatch(_ descriptor: Int32, _ interest: Interest) {
        guard let watch = watches[descriptor], let onReady = watch.onReady else { return }
        let events = Self.events(interest)
        guard events != watch.events else { return }
        set(descriptor, events, onReady, stamp: watch.stamp)
    }

    /// Forgets a descriptor; its callback is not called again, not even for what this turn has seen already.
    package func unwatch(_ descriptor: Int32) {
        guard watches.removeValue(forKey: descriptor) != nil else { return }
        _ = epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil)
    }

    private static func events(_ interest: Interest) -> UInt32 {
        (interest.contains(.read) ? EPOLLIN.rawValue | EPOLLRDHUP.rawValue : 0)
            | (interest.contains(.write) ? EPOLLOUT.rawValue : 0)
    }

    private func set(_ descriptor: Int32, _ events: UInt32, _ onReady: ((Interest) -> Void)?, stamp kept: UInt32? = nil)
    {
        if kept == nil { stamp &+= 1 }
        let mine = kept ?? stamp
        watches[descriptor] = Watch(stamp: mine, events: events, onReady: onReady)
        var event = epoll_event()
        event.events = events
        event.data.u64 = UInt64(mine) << 32 | UInt64(UInt32(bitPattern: descriptor))
        if epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) != 0 {
            _ = epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
        }
    }

    // MARK: What libcurl asks for

    private static let onSocket: curl_socket_callback = { _, descriptor, what, context, _ in
        guard let context else { return 0 }
        let loop = Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue()
        guard what != CURL_POLL_REMOVE else {
            if loop.watches[descriptor]?.onReady == nil { loop.unwatch(descriptor) }
            return 0
        }
        let reads = what == CURL_POLL_IN || what == CURL_POLL_INOUT
        let writes = what == CURL_POLL_OUT || what == CURL_POLL_INOUT
        loop.set(descriptor, (reads ? EPOLLIN.rawValue : 0) | (writes ? EPOLLOUT.rawValue : 0), nil)
        return 0
    }

    private static let onTimer: curl_multi_timer_callback = { _, milliseconds, context in
        guard let context else { return 0 }
        let loop = Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue()
        loop.timer = milliseconds < 0 ? nil : loop.now + .milliseconds(milliseconds)
        return 0
    }
}
