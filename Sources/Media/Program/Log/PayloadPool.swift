import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Where one feed's payloads lie: pages of their own, filled one after the other and used again when all in them are gone.
///
/// What a log holds goes in the order in which it came. Left to the general allocator, which mixes it with what lives for a
/// moment, it takes half as much again, and grows by a system call a picture. Payloads that live longer than the others,
/// headers above all, do not belong here: each would keep a page.
package final class PayloadPool: Sendable {
    /// Size of a page, in bytes.
    package static let pageBytes = 512 << 10
    /// Longer ones go to the general allocator, as do shorter ones, of which a page would hold too many to go together.
    static let lengths = 1 << 10...pageBytes / 2

    /// Pages that may wait to be used again.
    fileprivate static let mostSpare = 2

    private struct State {
        var page: PayloadPage?
        var used = 0
    }

    private let state = Mutex(State())
    private let spare = SparePages()

    package init() {}

    /// Room for `count` bytes, aligned to 64, for as long as the page is held; nil where they do not belong here, or no memory
    /// is left.
    func room(_ count: Int) -> (bytes: UnsafeMutableRawBufferPointer, page: PayloadPage)? {
        guard Self.lengths.contains(count) else { return nil }
        return state.withLock { state in
            if state.page == nil || state.used + count > Self.pageBytes {
                guard let page = PayloadPage(spare) else { return nil }
                (state.page, state.used) = (page, 0)
            }
            guard let page = state.page else { return nil }
            let room = UnsafeMutableRawBufferPointer(start: page.base + state.used, count: count)
            state.used = (state.used + count + 63) & ~63
            return (room, page)
        }
    }
}

/// One page; whoever has a payload in it holds it.
final class PayloadPage: @unchecked Sendable {
    fileprivate let base: UnsafeMutableRawPointer
    private let spare: SparePages

    fileprivate init?(_ spare: SparePages) {
        guard let base = spare.take() ?? Self.map() else { return nil }
        self.base = base
        self.spare = spare
    }

    deinit { if !spare.put(base) { munmap(base, PayloadPool.pageBytes) } }

    /// All of it at once: a fault for each 4 KiB costs more.
    private static func map() -> UnsafeMutableRawPointer? {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE
        guard let base = mmap(nil, PayloadPool.pageBytes, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED
        else { return nil }
        return base
    }
}

private final class SparePages: Sendable {
    /// Their addresses.
    private let pages = Mutex<[UInt]>([])

    func take() -> UnsafeMutableRawPointer? {
        pages.withLock { $0.popLast() }.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
    }

    /// False when enough are waiting.
    func put(_ page: UnsafeMutableRawPointer) -> Bool {
        pages.withLock { pages in
            guard pages.count < PayloadPool.mostSpare else { return false }
            pages.append(UInt(bitPattern: page))
            return true
        }
    }

    deinit { while let page = take() { munmap(page, PayloadPool.pageBytes) } }
}
