import WireFuzzing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

// What libFuzzer calls. `Fuzz/run.sh` names the target, or a folder for the seeds, in the environment.

private func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

private func stop(_ why: String, _ status: CInt) -> Never {
    let line = Array("fuzz: \(why)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(status)
}

private let target = variable("LIANBO_FUZZ_TARGET").flatMap { FuzzTarget(rawValue: $0) }

@_cdecl("LLVMFuzzerInitialize")
func initialize(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>>
) -> CInt {
    if let folder = variable("LIANBO_FUZZ_SEEDS") {
        for seed in SeedRecorder.record() { save(seed, in: folder) }
        exit(0)
    }
    guard target != nil else {
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        stop("LIANBO_FUZZ_TARGET names one of \(names).", 64)
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(BrokenPromise) {
        try target?.run(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        fatalError(error.what)
    }
    return 0
}

private func save(_ seed: Seed, in folder: String) {
    mkdir("\(folder)/\(seed.target.rawValue)", 0o755)
    guard let file = fopen("\(folder)/\(seed.target.rawValue)/\(seed.name)", "w") else {
        stop("\(folder) cannot be written.", 73)
    }
    fwrite(seed.bytes, 1, seed.bytes.count, file)
    fclose(file)
}
