import BroadcastModel
import Foundation

/// Values that the store keeps whole, as JSON text with ordered keys: one value has one text.
enum StoredJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Throws `storageFailed` when the text is not what this version writes.
    static func value<Value: Decodable>(_ type: Value.Type, from text: String, in place: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw Fault.unreadableRow(place)
        }
    }
}
