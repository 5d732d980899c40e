/// Message type ids (RTMP 1.0, sections 5.4, 6.2 and 7.1).
package enum MessageType {
    package static let setChunkSize: UInt8 = 1
    package static let abort: UInt8 = 2
    package static let acknowledgement: UInt8 = 3
    package static let userControl: UInt8 = 4
    package static let windowAcknowledgementSize: UInt8 = 5
    package static let setPeerBandwidth: UInt8 = 6
    package static let audio: UInt8 = 8
    package static let video: UInt8 = 9
    /// Data and commands with one zero byte in front of AMF0 (or AMF3, which we do not read).
    package static let data3: UInt8 = 15
    package static let command3: UInt8 = 17
    package static let data: UInt8 = 18
    package static let command: UInt8 = 20
    package static let aggregate: UInt8 = 22
}
