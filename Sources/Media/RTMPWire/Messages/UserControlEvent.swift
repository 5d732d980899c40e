/// User control events (RTMP 1.0, section 7.1.7).
package enum UserControlEvent {
    package static let streamBegin: UInt16 = 0
    package static let streamEnd: UInt16 = 1
    package static let pingRequest: UInt16 = 6
    package static let pingResponse: UInt16 = 7
}
