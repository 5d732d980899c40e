/// Names one dial of one ``CurlLoop``, to cancel it.
package struct DialTicket: Hashable, Sendable {
    let number: UInt64
}
