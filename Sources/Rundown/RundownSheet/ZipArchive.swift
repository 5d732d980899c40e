import CZip
import Glibc

/// The files inside a zip file in memory. Nothing is unpacked to disk, so that their names lead nowhere.
struct ZipArchive: ~Copyable {
    private let handle: OpaquePointer
    private let limits: SheetLimits
    /// Bytes that may still be unpacked.
    private var allowance: Int

    init(_ bytes: [UInt8], limits: SheetLimits) throws(SheetFault) {
        let handle = try Self.open(bytes)
        do throws(SheetFault) {
            try Self.checkFiles(of: handle, limits)
        } catch {
            zip_discard(handle)
            throw error
        }
        self.handle = handle
        self.limits = limits
        self.allowance = limits.unpackedBytes
    }

    deinit { zip_discard(handle) }

    /// The file of that name, upper and lower case being the same; nil when there is none.
    mutating func read(_ name: String) throws(SheetFault) -> [UInt8]? {
        let index = zip_name_locate(handle, name, zip_flags_t(ZIP_FL_NOCASE))
        guard index >= 0 else { return nil }
        let entry = try Self.stat(zip_uint64_t(index), of: handle)
        guard entry.encryption_method == ZIP_EM_NONE else {
            throw SheetFault(.forbidden, "The workbook is protected with a password. Save it without one.")
        }
        guard entry.comp_method == ZIP_CM_STORE || entry.comp_method == ZIP_CM_DEFLATE else { throw Self.damaged }
        guard let file = zip_fopen_index(handle, zip_uint64_t(index), 0) else { throw Self.damaged }
        defer { zip_fclose(file) }
        let most = min(allowance, max(limits.ratioFloor, Int(clamping: entry.comp_size) * limits.ratio))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(Int(clamping: entry.size), most))
        while true {
            let room = 1 << 16
            var count = 0
            bytes.append(
                contentsOf: [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                    count = Int(zip_fread(file, buffer.baseAddress, zip_uint64_t(room)))
                    filled = max(0, count)
                })
            guard count >= 0 else { throw Self.damaged }
            guard bytes.count <= most else { throw bytes.count > allowance ? Self.tooLarge(limits) : Self.bomb }
            if count == 0 { break }
        }
        allowance -= bytes.count
        return bytes
    }

    private static func open(_ bytes: [UInt8]) throws(SheetFault) -> OpaquePointer {
        // libzip frees what it is given, once it has taken it over.
        guard let copy = malloc(max(1, bytes.count)) else { throw damaged }
        copy.copyMemory(from: bytes, byteCount: bytes.count)
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard let source = zip_source_buffer_create(copy, zip_uint64_t(bytes.count), 1, &error) else {
            free(copy)
            throw damaged
        }
        guard let handle = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            zip_source_free(source)
            throw damaged
        }
        return handle
    }

    /// What the file says of itself; ``read(_:)`` does not trust it.
    private static func checkFiles(of handle: OpaquePointer, _ limits: SheetLimits) throws(SheetFault) {
        let count = zip_get_num_entries(handle, 0)
        guard count <= limits.files else {
            throw SheetFault(
                .tooLarge,
                "The workbook consists of \(count) files; \(limits.files) are the most. Copy the rundown to a new workbook."
            )
        }
        var total = 0
        for index in 0..<max(0, count) {
            let size = Int(clamping: try stat(zip_uint64_t(index), of: handle).size)
            total = total.addingReportingOverflow(size).overflow ? .max : total + size
        }
        guard total <= limits.unpackedBytes else { throw tooLarge(limits) }
    }

    private static func stat(_ index: zip_uint64_t, of handle: OpaquePointer) throws(SheetFault) -> zip_stat_t {
        var entry = zip_stat_t()
        zip_stat_init(&entry)
        guard zip_stat_index(handle, index, 0, &entry) == 0 else { throw damaged }
        return entry
    }

    private static func tooLarge(_ limits: SheetLimits) -> SheetFault {
        SheetFault(
            .tooLarge,
            "The workbook unpacks to more than \(limits.unpackedBytes >> 20) MiB. Copy the rundown alone to a new workbook."
        )
    }

    private static var bomb: SheetFault {
        SheetFault(
            .forbidden,
            "The workbook is packed more tightly than a sheet can be, as files are that mean harm. Copy the rundown to a new workbook."
        )
    }

    private static var damaged: SheetFault {
        SheetFault(
            .damaged,
            "The workbook is cut off or damaged. Open it in a spreadsheet program, save it again as .xlsx, or send it again."
        )
    }
}
