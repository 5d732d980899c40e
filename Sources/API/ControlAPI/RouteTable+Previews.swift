import BroadcastModel
import ControlRoom
import Hummingbird

extension RouteTable {
    /// Since the keyframe came that a preview shows, in milliseconds.
    static let previewAge = "lianbo-picture-age-milliseconds"

    static let previews: [Route] = [
        Route(
            .get, "/v1/feeds/{id}/preview", .role(.viewer), "showPreview",
            "A small picture of what an input brings, made of its newest keyframe; its age stands in the header \(previewAge).",
            .text("image/jpeg")
        ) { call in
            let preview = try await call.desk.preview(of: try call.id("id"))
            var headers = HTTPFields.of("image/jpeg")
            headers.set("cache-control", "no-store")
            headers.set(previewAge, "\(preview.ageMilliseconds)")
            return Response(
                status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: preview.jpeg)))
        }
    ]
}
