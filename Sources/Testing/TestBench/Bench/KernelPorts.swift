#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Loopback TCP ports that the kernel says are free.
package enum KernelPorts {
    /// `count` distinct ports on 127.0.0.1. All are held at once while they are chosen, then let go: whoever binds one
    /// may still find it taken and should ask again.
    package static func free(_ count: Int) throws -> [Int] {
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else {
                throw BenchFailure("No socket can be made: \(String(cString: strerror(errno)))")
            }
            held.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let bound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                    bind(descriptor, general, size) == 0 && getsockname(descriptor, general, &size) == 0
                }
            }
            guard bound else {
                throw BenchFailure("No loopback port can be bound: \(String(cString: strerror(errno)))")
            }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    package static func free() throws -> Int { try free(1)[0] }
}
