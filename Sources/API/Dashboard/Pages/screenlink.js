// The stage's events, asked for with the token of the link. It stands behind the # of the address, so that no server and no
// proxy is ever sent it with an address; a browser's EventSource could carry it in no other way.

/** No event is nearly as long. */
const LONGEST = 1 << 20;

/** What BoardStream needs of an EventSource: named events, `error` at the end, `close()`; and `status` when it was refused. */
export class StageSource extends EventTarget {
    constructor(path, token) {
        super();
        this.status = 0;
        this.ending = new AbortController();
        void this.read(path, token);
    }

    close() {
        this.ending.abort();
    }

    async read(path, token) {
        try {
            const response = await fetch(path, {
                headers: { accept: "text/event-stream", authorization: `Bearer ${token}` },
                cache: "no-store", credentials: "omit", signal: this.ending.signal,
            });
            this.status = response.status;
            if (response.ok) await this.follow(response.body.pipeThrough(new TextDecoderStream()).getReader());
        } catch { /* the daemon is not there, or went away */ }
        if (!this.ending.signal.aborted) this.dispatchEvent(new Event("error"));
    }

    async follow(reader) {
        let text = "";
        for (;;) {
            const { value, done } = await reader.read();
            if (done) return;
            text += value;
            for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
                this.tell(text.slice(0, end));
                text = text.slice(end + 2);
            }
            if (text.length > LONGEST) return;
        }
    }

    tell(block) {
        let name = "message";
        const data = [];
        for (const line of block.split("\n")) {
            if (line.startsWith("event: ")) name = line.slice(7);
            else if (line.startsWith("data: ")) data.push(line.slice(6));
        }
        if (data.length > 0) this.dispatchEvent(new MessageEvent(name, { data: data.join("\n") }));
    }
}
