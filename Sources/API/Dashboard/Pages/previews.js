// Small pictures of what guests' feeds bring, renewed while somebody can see them.

import { el, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { t } from "./strings.js";
import { wire } from "./wire.js";

const PERIOD = 2000;
/** Milliseconds beyond which a picture no longer tells how it is now; encoders send a keyframe every 2 to 5 s. */
const STALE = 10_000;
/** Asked at a time: the daemon makes as many, and a browser has few connections to one host. */
const AT_A_TIME = 2;

export class Previews {
    /** `ask(feed)` brings `{ address, age }` or throws; `visible()` tells whether somebody sees the page. */
    constructor(ask = wire.preview, visible = () => document.visibilityState === "visible") {
        this.ask = ask;
        this.visible = visible;
        this.all = new Set();
        this.busy = false;
        this.timer = null;
        document.addEventListener("visibilitychange", () => this.renew());
    }

    make() {
        const picture = el("img", "preview-picture");
        picture.hidden = true;
        const mark = el("span", "preview-mark");
        const node = el("span", "preview", picture, mark);
        node.hidden = true;
        return { node, picture, mark, feed: undefined, connected: false, taken: null, reason: null };
    }

    /** `feed` undefined: there is none to show. */
    update(preview, feed, connected) {
        if (preview.feed !== feed) {
            preview.feed = feed;
            preview.taken = preview.reason = null;
            preview.picture.removeAttribute("src");
        }
        const isNew = connected && !preview.connected;
        preview.connected = connected;
        show(preview.node, feed !== undefined);
        if (feed !== undefined) setAttribute(preview.picture, "alt", t("preview.alt", { feed }));
        write(preview);
        if (feed !== undefined && (isNew || !this.all.has(preview))) {
            this.all.add(preview);
            // Behind the others of the same board.
            if (!this.busy) {
                clearTimeout(this.timer);
                this.timer = setTimeout(() => this.renew(), 0);
            }
        }
    }

    /** Others are no longer on the page. */
    keep(previews) {
        const kept = new Set(previews.filter((preview) => preview.feed !== undefined));
        for (const preview of this.all) if (!kept.has(preview)) this.all.delete(preview);
    }

    /** Renews all, then again every two seconds while there are any and the page is seen. */
    async renew() {
        if (this.busy) return;
        clearTimeout(this.timer);
        if (this.all.size === 0 || !this.visible()) return;
        this.busy = true;
        const began = performance.now();
        // Nothing is asked of a feed that nobody publishes: its last picture only grows older.
        const due = [...this.all].filter((preview) => preview.connected);
        const work = async () => {
            for (let preview = due.shift(); preview && this.visible(); preview = due.shift()) await this.renewOne(preview);
        };
        await Promise.all(Array.from({ length: AT_A_TIME }, work));
        for (const preview of this.all) write(preview);
        this.busy = false;
        this.timer = setTimeout(() => this.renew(), Math.max(250, PERIOD - (performance.now() - began)));
    }

    async renewOne(preview) {
        const { feed } = preview;
        try {
            const { address, age } = await this.ask(feed);
            if (preview.feed !== feed) return;
            preview.taken = performance.now() - age;
            preview.reason = null;
            preview.picture.src = address;
        } catch (refusal) {
            if (preview.feed !== feed) return;
            // The daemon says that there is none; where it only did not answer, the last picture grows older.
            if (refusal.status === 404) preview.taken = null;
            preview.reason = refusal.message;
        }
        write(preview);
    }
}

/** Says clearly whether this is how it is now. */
function write(preview) {
    const age = preview.taken === null ? null : performance.now() - preview.taken;
    const state = age === null ? "absent" : age > STALE || !preview.connected ? "stale" : "fresh";
    setAttribute(preview.node, "data-picture", state);
    setAttribute(preview.node, "title", preview.reason);
    show(preview.picture, state !== "absent");
    const words = state === "absent" ? t("preview.none") : state === "stale" ? t("preview.stale", { age: format.age(age) }) : "";
    setText(preview.mark, words);
    show(preview.mark, words !== "");
}
