import Glibc

/// What a process and a core have used up to now, as the kernel counts it.
struct CPUReading: Sendable {
    /// Time on a core of all threads there are now, to the nanosecond (`/proc/<pid>/task/*/schedstat`).
    var threads: [Int32: UInt64]
    /// What the threads are called (`/proc/<pid>/task/*/comm`).
    var names: [Int32: String]
    /// `utime` and `stime` of `/proc/<pid>/stat`: the whole process, ended threads too, in steps of 10 ms.
    var process: Double
    /// The relay's core, whoever used it: not idle, in seconds; and what the host took from it.
    var coreBusy: Double
    var coreStolen: Double
    /// Of all other cores that the bench uses, together: sinks that have no time left delay everybody.
    var othersBusy: Double

    static func take(of pid: Int32, _ cores: Cores) -> CPUReading {
        let hertz = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        var threads: [Int32: UInt64] = [:]
        var names: [Int32: String] = [:]
        for thread in ProcessFiles.threads(of: pid) {
            threads[thread] = ProcessFiles.text("/proc/\(pid)/task/\(thread)/schedstat")?.split(separator: " ").first
                .flatMap { UInt64($0) }
            names[thread] = ProcessFiles.text("/proc/\(pid)/task/\(thread)/comm").map {
                String($0.prefix { !$0.isNewline })
            }
        }
        // Behind the name, which may hold blanks, `utime` is the 12th field and `stime` the 13th.
        let fields =
            ProcessFiles.text("/proc/\(pid)/stat")?.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.count > 12 ? (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0) : 0
        let lines = ProcessFiles.text("/proc/stat")?.split(separator: "\n") ?? []
        func counts(_ core: Int) -> (busy: Double, stolen: Double) {
            // user nice system idle iowait irq softirq steal
            let counts =
                lines.first { $0.hasPrefix("cpu\(core) ") }?.split(separator: " ").dropFirst()
                .compactMap { Double($0) } ?? []
            guard counts.count > 7 else { return (0, 0) }
            return ((counts[0] + counts[1] + counts[2] + counts[5] + counts[6]) / hertz, counts[7] / hertz)
        }
        let relay = counts(cores.relay)
        return CPUReading(
            threads: threads, names: names, process: ticks / hertz, coreBusy: relay.busy, coreStolen: relay.stolen,
            othersBusy: cores.others.reduce(0) { $0 + counts($1).busy })
    }

    /// CPU seconds of the process since `earlier`.
    func seconds(since earlier: CPUReading) -> Double {
        guard !threads.isEmpty else { return process - earlier.process }
        return threads.reduce(0) { $0 + Double($1.value - min($1.value, earlier.threads[$1.key] ?? 0)) } / 1e9
    }

    /// The same by name of thread, numbers at the end left out.
    func secondsByThread(since earlier: CPUReading) -> [String: Double] {
        threads.reduce(into: [:]) { seconds, thread in
            let name = names[thread.key] ?? "unknown"
            let family = name.prefix { $0.isLetter }
            let spent = thread.value - min(thread.value, earlier.threads[thread.key] ?? 0)
            seconds[family.isEmpty ? name : String(family), default: 0] += Double(spent) / 1e9
        }
    }
}
