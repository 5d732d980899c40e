// The rundown as a list: what was, what is, what comes.

import { $, el, icon, place, setAttribute, setIcon, setText, show } from "./dom.js";
import * as format from "./format.js";
import { cueWords } from "./stage.js";
import { t } from "./strings.js";

const MARKS = { current: "play", next: "next", fired: "check", skipped: "skip", held: "hold", asked: "warn" };
const OPEN = new Set(["pending", "held", "asked"]);

export class RundownList {
    /**
     * `hands.fire(cue, button)` fires a cue beside the line, `hands.see(cue, verb, button)` ticks one off (`tick`, `untick`) or tries its
     * effect again (`retry`); `hands.allowed()` tells whether this session may.
     */
    constructor(hands) {
        this.hands = hands;
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
                row.fire.addEventListener("click", () => this.hands.fire(row.cue, row.fire));
                row.see.addEventListener("click", () => this.hands.see(row.cue, row.see.dataset.verb, row.see));
                this.rows.set(cue.id, row);
            }
            row.cue = cue;
            const open = OPEN.has(cue.state);
            const state = cue.state === "asked" ? "asked" : !over && cue.id === rundown.current ? "current" : !over && cue.id === rundown.next && cue.state !== "held" ? "next" : cue.state;
            setAttribute(row.node, "data-state", state);
            setAttribute(row.node, "aria-current", state === "current" ? "step" : null);
            setText(row.at, format.span(Math.round(cue.expectedStartMilliseconds / 1000)));
            setAttribute(row.at, "title", t("rundown.planned", { span: format.span(Math.round(cue.atMilliseconds / 1000)) }));
            setAttribute(row.at, "data-late", open && cue.expectedStartMilliseconds - cue.atMilliseconds >= 5000 ? "" : null);
            setText(row.title, cue.title);
            setText(row.what, cueWords(cue));
            setText(row.state, t(`cueState.${state}`));
            show(row.hand, cue.byHand && state !== "fired" && state !== "current" && state !== "skipped");
            setAttribute(row.node, "data-aside", cue.isAside ? "" : null);
            setAttribute(row.careLine, "title", cue.trouble?.text ?? null);
            setAttribute(row.state, "title", state === "asked" ? t("cueState.askedWhy") : null);
            setText(row.fire, t("rundown.fire"));
            show(row.fire, cue.isAside && open && cue.byHand && broadcast.phase === "on-air" && this.hands.allowed());
            this.writeCare(row, broadcast);
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
        const running = broadcast.phase === "on-air" && rundown.cues.length > 0;
        setText($("rundown-over"), running ? overWords(rundown, broadcast) : "");
        setAttribute($("rundown-over"), "data-over", running && rundown.overMilliseconds >= 1000 ? "" : null);
        this.follow(rundown.current ?? rundown.next);
    }

    /** What a person has to do with a cue that was fired, or has done. */
    writeCare(row, broadcast) {
        const { cue } = row;
        const onAir = broadcast.phase === "on-air";
        const ticked = cue.tickedAt !== undefined;
        const toTick = cue.needsTick && cue.state === "fired" && !ticked;
        const verb = cue.trouble?.canRetry ? "retry" : toTick ? "tick" : ticked ? "untick" : null;
        let words = "";
        if (cue.trouble) words = troubleWords(cue);
        else if (ticked) words = t("care.ticked", { by: cue.tickedBy ?? "", time: format.moment(cue.tickedAt) });
        else if (toTick) words = cue.assignee ? t("care.waits", { by: cue.assignee }) : t("care.waitsForAnybody");
        setText(row.care, words);
        show(row.careLine, words !== "");
        setAttribute(row.careLine, "data-care", words === "" ? null : cue.trouble ? "trouble" : ticked ? "done" : "wait");
        setAttribute(row.node, "data-trouble", cue.trouble ? cue.trouble.kind : null);
        setAttribute(row.see, "data-verb", verb);
        setText(row.see, verb ? t(`care.${verb}`) : "");
        show(row.see, verb !== null && onAir && this.hands.allowed());
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

/** In the language of this screen; with the daemon's own words where they tell what is on instead, and why. */
function troubleWords(cue) {
    const { kind, accounts, feed, text } = cue.trouble;
    const names = accounts.length > 3 ? `${accounts.slice(0, 3).join(", ")} …` : accounts.join(", ");
    const words = t(`trouble.${kind}`, { n: accounts.length, names, feed: feed ?? "", by: cue.assignee ?? t("care.anybody") });
    return kind === "off-air" ? `${words}: ${text}` : words;
}

/** Over or under, and when it will be over, on the clock of this screen. */
function overWords(rundown, broadcast) {
    const over = Math.round(rundown.overMilliseconds / 1000);
    const word = over > 0 ? t("over.over", { span: format.span(over) }) : over < 0 ? t("over.under", { span: format.span(-over) }) : t("over.onTime");
    return `${word} · ${t("over.end", { time: format.moment(broadcast.airedAt + rundown.expectedEndMilliseconds) })}`;
}

function makeRow() {
    const mark = icon("idle");
    const at = el("span", "row-at");
    const title = el("span", "row-title");
    const what = el("span", "row-what");
    const state = el("span", "row-state");
    const handWord = el("span", "hush");
    const hand = el("span", "row-hand", icon("hand"), handWord);
    const fire = el("button", "row-fire");
    fire.type = "button";
    const care = el("span", "row-care-words");
    const see = el("button", "row-see");
    see.type = "button";
    const careLine = el("span", "row-care", care, see);
    return { node: el("li", "row", at, mark, el("span", "row-words", title, what), hand, fire, state, careLine), care, careLine, see, mark, at, title, what, state, hand, handWord, fire };
}
