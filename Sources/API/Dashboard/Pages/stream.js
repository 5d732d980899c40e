// Boards as they come, and how long none has come.

const STALE_AFTER = 4000;
const REOPEN_AFTER = 10_000;
const RETRY_FROM = 500;
const RETRY_UP_TO = 5000;

/**
 * Keeps one EventSource open. `onBoard(board)` for each event; `onSilence(milliseconds)` several times a second, null
 * while news is fresh; `onRefused(status)` when the daemon closed the door, so that the caller finds out why (an EventSource
 * does not tell the status). A source that says it is open and brings nothing is opened anew. `source(path)` makes one.
 */
export class BoardStream {
    constructor({ onBoard, onSilence, onRefused, source = (path) => new EventSource(path) }) {
        this.make = source;
        this.calls = { onBoard, onSilence, onRefused };
        this.source = null;
        this.path = null;
        this.retry = RETRY_FROM;
        this.timer = null;
        this.watch = null;
    }

    open(path) {
        this.close();
        this.path = path;
        this.heard = performance.now();
        this.opened = this.heard;
        this.watch = setInterval(() => this.look(), 250);
        this.connect();
    }

    close() {
        this.source?.close();
        this.source = null;
        this.path = null;
        clearTimeout(this.timer);
        clearInterval(this.watch);
    }

    connect() {
        clearTimeout(this.timer);
        this.source?.close();
        const source = this.make(this.path);
        this.source = source;
        this.opened = performance.now();
        source.addEventListener("board", (event) => {
            if (source !== this.source) return;
            let board;
            try { board = JSON.parse(event.data); } catch { return; }
            this.heard = performance.now();
            this.retry = RETRY_FROM;
            this.calls.onSilence(null);
            this.calls.onBoard(board);
        });
        source.addEventListener("error", () => {
            if (source !== this.source) return;
            // The browser's own pauses differ and it gives up on an HTTP error, so the pauses are ours.
            source.close();
            this.source = null;
            this.calls.onRefused(source.status);
            this.again();
        });
    }

    again() {
        if (this.path === null) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.connect(), this.retry * (0.75 + Math.random() / 2));
        this.retry = Math.min(this.retry * 2, RETRY_UP_TO);
    }

    look() {
        const now = performance.now();
        const silence = now - this.heard;
        this.calls.onSilence(silence >= STALE_AFTER ? silence : null);
        if (this.source && silence >= REOPEN_AFTER && now - this.opened >= REOPEN_AFTER) this.connect();
    }
}
