import BroadcastModel
import CCurl

/// Something that runs on an easy handle inside a loop's multi handle.
protocol Transfer: AnyObject {
    var easy: UnsafeMutableRawPointer { get }
    /// Until when it must have come further than libcurl itself watches; the loop then finishes it as timed out.
    var deadline: MonotonicTime? { get }
    /// libcurl is done with it; called in a turn, outside libcurl's callbacks. The loop has forgotten it already.
    func finish(_ code: CURLcode, on loop: CurlLoop)
    /// The loop is going away or the owner lost interest: free the handle, tell nobody.
    func abandon(on loop: CurlLoop)
}

extension Transfer {
    func abandon(on loop: CurlLoop) {
        curl_multi_remove_handle(loop.multi.handle, easy)
        curl_easy_cleanup(easy)
    }
}
