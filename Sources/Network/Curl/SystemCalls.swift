#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

// The system's calls under names that do not collide with methods of ours.

@discardableResult
func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

func systemSocket(_ family: Int32, _ type: Int32, _ protocolNumber: Int32) -> Int32 {
    socket(family, type, protocolNumber)
}

func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
    send(descriptor, bytes, count, flags)
}
