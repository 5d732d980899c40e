import BroadcastModel

/// When the clock looks at which broadcast next: each has one moment at most, and the earliest is found at once.
///
/// A moment that was moved stays in the heap until it comes up, and is known then for what it is.
struct Agenda: Sendable {
    private struct Entry {
        var moment: MonotonicTime
        var id: BroadcastID
    }

    private var moments: [BroadcastID: MonotonicTime] = [:]
    /// No parent is later than its children.
    private var heap: [Entry] = []

    init() {}

    /// Puts `id` at `moment`, wherever it was before; nil takes it out.
    mutating func set(_ id: BroadcastID, to moment: MonotonicTime?) {
        guard moments[id] != moment else { return }
        moments[id] = moment
        guard let moment else { return }
        heap.append(Entry(moment: moment, id: id))
        rise(heap.count - 1)
        if heap.count > 64 + 4 * moments.count { rebuild() }
    }

    /// The earliest moment; nil when there is none.
    mutating func first() -> MonotonicTime? {
        while let entry = heap.first, moments[entry.id] != entry.moment { removeFirst() }
        return heap.first?.moment
    }

    /// Takes out what is due at `now`, in order of id.
    mutating func takeDue(at now: MonotonicTime) -> [BroadcastID] {
        var due: [BroadcastID] = []
        while let moment = first(), moment <= now {
            let id = heap[0].id
            removeFirst()
            moments[id] = nil
            due.append(id)
        }
        return due.sorted()
    }

    private mutating func rebuild() {
        heap = moments.map { Entry(moment: $0.value, id: $0.key) }.sorted { $0.moment < $1.moment }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink(0)
    }

    private mutating func rise(_ start: Int) {
        var child = start
        while child > 0, heap[child].moment < heap[(child - 1) / 2].moment {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            let children = [2 * parent + 1, 2 * parent + 2]
            guard let least = children.filter({ $0 < heap.count }).min(by: { heap[$0].moment < heap[$1].moment }),
                heap[least].moment < heap[parent].moment
            else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
