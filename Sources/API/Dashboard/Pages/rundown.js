// The rundown as a list: what was, what is, what comes.

import { $, el, icon, place, setAttribute, setIcon, setText, show } from "./dom.js";
import * as format from "./format.js";
import { cueWords } from "./stage.js";
import { t } from "./strings.js";

const MARKS = { current: "play", next: "next", fired: "check", skipped: "skip", held: "hold" };

export class RundownList {
    constructor() {
        this.rows = new Map();
        this.shownFor = null;
    }

    update(board) {
        const { rundown, broadcast } = board;
        const over = broadcast.phase === "ended" || broadcast.phase === "aborted";
        const wanted = [];
        for (const cue of rundown.cues) {
            let row = this.rows.get(cue.id);
            if (!row) {
                row = makeRow();
                this.rows.set(cue.id, row);
            }
            const state = !over && cue.id === rundown.current ? "current" : !over && cue.id === rundown.next && cue.state !== "held" ? "next" : cue.state;
            setAttribute(row.node, "data-state", state);
            setAttribute(row.node, "aria-current", state === "current" ? "step" : null);
            setText(row.at, format.span(Math.round(cue.atMilliseconds / 1000)));
            setText(row.title, cue.title);
            setText(row.what, cueWords(cue));
            setText(row.state, t(`cueState.${state}`));
            show(row.hand, cue.byHand && state !== "fired" && state !== "current" && state !== "skipped");
            setAttribute(row.hand, "title", t("rundown.byHand"));
            setText(row.handWord, t("rundown.byHand"));
            setIcon(row.mark, MARKS[state] ?? "idle");
            wanted.push(row.node);
        }
        if (wanted.length === 0) {
            this.none ??= el("li", "soft none");
            setText(this.none, t("rundown.none"));
            wanted.push(this.none);
        }
        place($("rundown"), wanted);
        const done = rundown.cues.filter((cue) => cue.state === "fired" || cue.state === "skipped").length;
        setText($("rundown-count"), rundown.cues.length ? t("rundown.count", { n: done, m: rundown.cues.length }) : "");
        this.follow(rundown.current ?? rundown.next);
    }

    /** Keeps what is on in sight, unless somebody is reading elsewhere in the list. */
    follow(id) {
        const list = $("rundown");
        const row = this.rows.get(id);
        if (!row || this.shownFor === id || list.matches(":hover, :focus-within")) return;
        this.shownFor = id;
        list.scrollTop = Math.max(0, row.node.offsetTop - row.node.offsetHeight);
    }
}

function makeRow() {
    const mark = icon("idle");
    const at = el("span", "row-at");
    const title = el("span", "row-title");
    const what = el("span", "row-what");
    const state = el("span", "row-state");
    const handWord = el("span", "hush");
    const hand = el("span", "row-hand", icon("hand"), handWord);
    return { node: el("li", "row", at, mark, el("span", "row-words", title, what), hand, state), mark, at, title, what, state, hand, handWord };
}
