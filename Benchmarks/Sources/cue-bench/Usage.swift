import Glibc

/// What this process has used of the processors.
struct Usage {
    var user: Double
    var system: Double

    static var now: Usage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return Usage(user: seconds(usage.ru_utime), system: seconds(usage.ru_stime))
    }

    static func - (a: Self, b: Self) -> Self { Usage(user: a.user - b.user, system: a.system - b.system) }

    func text(over seconds: Double) -> String {
        func percent(_ part: Double) -> String { "\((part / seconds * 1000).rounded() / 10) %" }
        return "\(percent(user + system)) of one core (user \(percent(user)), system \(percent(system)))"
    }

    /// The wall clock, finer than `WallTime` has it.
    static var wallMilliseconds: Double {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) * 1000 + Double(now.tv_nsec) / 1e6
    }
}
