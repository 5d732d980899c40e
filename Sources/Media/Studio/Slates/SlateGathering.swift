import BroadcastModel
import Program
import RTMPWire

/// Collects the FLV of a slate, from ffmpeg or from a file, and makes a ``SlateClip`` of it. Memory is bounded.
struct SlateGathering: Sendable {
    private var reader = FLVTagReader(tagLimit: 8 << 20)
    private var videoHeader: MediaPayload?
    private var audioHeader: MediaPayload?
    private var pictures: [MediaPayload] = []
    private var sounds: [MediaPayload] = []
    private var bytes = 0
    /// The first data message, if it is no `onMetaData`: what a file of the shelf is known by.
    private(set) var label: [UInt8]?

    /// Throws `tooLarge` or `malformed`; of no use then.
    mutating func take(_ chunk: UnsafeRawBufferPointer) throws(Fault) {
        reader.append(chunk)
        do {
            while let tag = try reader.next() { try take(tag) }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.malformed, "The slate is no FLV.", blame: .ours, cause: "\(error)")
        }
    }

    private mutating func take(_ tag: FLVTag) throws(Fault) {
        guard let kind = MediaKind(rawValue: tag.typeID), !tag.payload.isEmpty else { return }
        bytes += tag.payload.count
        guard bytes <= SlateClip.mostBytes else {
            throw Fault(.tooLarge, "The slate is larger than \(SlateClip.mostBytes >> 20) MiB.", blame: .operatorSide)
        }
        let payload = tag.payload.withUnsafeBytes { MediaPayload(kind: kind, bytes: $0) }
        switch kind {
        case .data: if label == nil, !payload.isMetadata { label = tag.payload }
        case .video:
            if payload.traits.contains(.header) {
                videoHeader = videoHeader ?? payload
            } else if payload.traits.contains(.picture) {
                // AVC: composition time behind the packet type (FLV 1.0 annex E.4.3.1).
                guard tag.payload.count > 5, tag.payload[2...4].allSatisfy({ $0 == 0 }) else {
                    throw Fault(.malformed, "The pictures of the slate are reordered.", blame: .ours)
                }
                pictures.append(payload)
            }
        case .audio:
            if payload.traits.contains(.header) {
                audioHeader = audioHeader ?? payload
            } else {
                sounds.append(payload)
            }
        }
    }

    /// `dropping`: sounds at the beginning that only fill the decoder's delay. Throws `malformed` when something is missing.
    func clip(_ recipe: SlateRecipe, dropping: Int) throws(Fault) -> SlateClip {
        let heard = Array(sounds.dropFirst(dropping))
        guard pictures.count == recipe.pictures, heard.count == recipe.sounds else {
            throw Fault(
                .malformed,
                "The slate has \(pictures.count) pictures and \(heard.count) sounds instead of \(recipe.pictures) and \(recipe.sounds).",
                blame: .ours)
        }
        let headers = MediaHeaders(
            metadata: Self.metadata(recipe), video: recipe.video == nil ? nil : videoHeader,
            audio: recipe.audio == nil ? nil : audioHeader)
        return try SlateClip(
            headers: headers, pictures: pictures, sounds: heard,
            frameRate: recipe.video?.frameRate ?? ProgramFormat.FrameRate(25, 1)!,
            sampleRate: recipe.audio?.sampleRate ?? 0)
    }

    /// `onMetaData` as a publisher sends it: no duration, because there is none.
    private static func metadata(_ recipe: SlateRecipe) -> MediaPayload {
        var properties: [AMF0Object.Property] = []
        if let video = recipe.video {
            properties += [
                .init(name: "width", value: .number(Double(recipe.width))),
                .init(name: "height", value: .number(Double(recipe.height))),
                .init(name: "framerate", value: .number(video.frameRate.perSecond)),
                .init(name: "videocodecid", value: .number(7)),
            ]
        }
        if let audio = recipe.audio {
            properties += [
                .init(name: "audiosamplerate", value: .number(Double(audio.sampleRate))),
                .init(name: "stereo", value: .boolean(audio.channels > 1)),
                .init(name: "audiocodecid", value: .number(10)),
            ]
        }
        properties.append(.init(name: "encoder", value: .string("Lianbo slate")))
        var bytes: [UInt8] = []
        for value in [.string("@setDataFrame"), .string("onMetaData"), AMF0Value.ecmaArray(AMF0Object(properties))] {
            value.encode(into: &bytes)
        }
        return bytes.withUnsafeBytes { MediaPayload(kind: .data, bytes: $0) }
    }
}
