// What the director's page has beside the rest: the running cue large, the next three, and the word to the stage.

import { FollowedClock } from "./clock.js";
import { $, el, place, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { cueWords } from "./stage.js";
import { t } from "./strings.js";

const RUNNING = new Set(["on-air", "ending"]);
const OVER = new Set(["ended", "aborted"]);
const OPEN = new Set(["pending", "held", "asked"]);
const AHEAD = 3;
const SOON = 30;

export class DirectorView {
    /** `hands.say(text, button)`, `hands.clear(button)`, `hands.links()`; `hands.allowed()` tells whether this session may. */
    constructor(hands) {
        this.hands = hands;
        this.left = new FollowedClock();
        this.rows = [];
        this.board = null;
        $("say").addEventListener("submit", async (event) => {
            event.preventDefault();
            const text = $("say-text").value.trim();
            if (text === "" || $("say-send").disabled) return;
            if (await hands.say(text, $("say-send"))) $("say-text").value = "";
        });
        $("say-clear").addEventListener("click", () => hands.clear($("say-clear")));
        $("say-links").addEventListener("click", () => hands.links());
    }

    update(board) {
        this.board = board;
        const { rundown, broadcast, stageMessage } = board;
        const running = RUNNING.has(broadcast.phase);
        this.left.follow(board.leftMilliseconds, running ? -1 : 0);
        this.current = rundown.cues.find((cue) => cue.id === rundown.current);
        setText($("director-now"), this.current?.title ?? t("cue.none"));
        this.writeOver(rundown, broadcast, running);
        this.writeNext(rundown, broadcast);
        const asked = rundown.cues.filter((cue) => cue.state === "asked").length;
        const open = rundown.cues.filter((cue) => cue.trouble !== undefined).length;
        setText($("director-asked"), !running ? "" : [asked > 0 ? t("director.asked", { n: asked }) : "", open > 0 ? t("director.cueTrouble", { n: open }) : ""].filter(Boolean).join(" · "));
        setText($("director-trouble"), board.counts.trouble > 0 ? t("news.trouble", { n: board.counts.trouble }) : "");
        show($("say"), this.hands.allowed());
        setText($("said"), stageMessage ? stageMessage.text : t("director.saysNothing"));
        setAttribute($("said"), "data-none", stageMessage ? null : "");
        setText($("said-by"), stageMessage ? t("director.saidBy", { time: format.moment(stageMessage.at), by: stageMessage.by ?? "" }) : "");
        $("say-clear").disabled = $("say-clear").dataset.busy !== undefined || !stageMessage;
        this.tick();
    }

    writeOver(rundown, broadcast, running) {
        const over = Math.round(rundown.overMilliseconds / 1000);
        const word = over > 0 ? t("over.over", { span: format.span(over) }) : over < 0 ? t("over.under", { span: format.span(-over) }) : t("over.onTime");
        setText($("director-over"), running ? word : "");
        setAttribute($("director-over"), "data-over", running && over > 0 ? "" : null);
        setText($("director-end"), running && broadcast.airedAt ? t("over.end", { time: format.moment(broadcast.airedAt + rundown.expectedEndMilliseconds, true) }) : "");
    }

    writeNext(rundown, broadcast) {
        const begin = rundown.cues.findIndex((cue) => cue.id === rundown.next);
        const first = rundown.cues[begin];
        const next = begin < 0 || OVER.has(broadcast.phase) ? [] : rundown.cues.slice(begin).filter((cue) => cue === first || (OPEN.has(cue.state) && cue.isAside === first.isAside)).slice(0, AHEAD);
        place($("director-next"), next.map((cue, index) => {
            const row = this.rows[index] ??= makeRow();
            const at = Math.round(cue.expectedStartMilliseconds / 1000);
            setText(row.at, broadcast.airedAt ? format.moment(broadcast.airedAt + cue.expectedStartMilliseconds, true) : format.span(at));
            setText(row.clock, format.span(at));
            setText(row.title, cue.title);
            const late = cue.expectedStartMilliseconds - cue.atMilliseconds;
            const drift = Math.abs(late) >= 5000 ? t(late > 0 ? "director.later" : "director.sooner", { span: format.span(Math.round(Math.abs(late) / 1000)) }) : "";
            setText(row.what, [cueWords(cue), cue.byHand ? t("cue.byHand") : "", cue.state === "held" || cue.state === "asked" ? t(`cueState.${cue.state}`) : ""].filter(Boolean).join(" · "));
            setText(row.late, drift);
            setAttribute(row.node, "data-state", cue.state);
            return row.node;
        }));
    }

    /** Turns the digits; called many times a second. */
    tick() {
        if (!this.board) return;
        const { broadcast, at, programClockMilliseconds: clock, leftMilliseconds } = this.board;
        const left = RUNNING.has(broadcast.phase) ? this.left.read() : null;
        const seconds = left === null ? null : Math.ceil(left / 1000);
        setText($("director-count"), seconds === null ? format.DASH : `${seconds < 0 ? "+" : ""}${format.span(seconds)}`);
        setAttribute($("director-count"), "data-state", seconds === null ? null : seconds < 0 ? "over" : seconds <= SOON ? "soon" : null);
        let more = this.current ? cueWords(this.current) : "";
        if (seconds !== null) more += ` · ${t(seconds < 0 ? "screen.due" : "screen.until", { time: format.moment(at + leftMilliseconds, true) })}`;
        else if (this.current && clock !== undefined && RUNNING.has(broadcast.phase)) more += ` · ${t("screen.openEnd")}`;
        setText($("director-more"), more);
    }
}

function makeRow() {
    const at = el("span", "director-at");
    const clock = el("span", "director-clock");
    const title = el("strong", "director-title");
    const what = el("span", "director-what");
    const late = el("span", "director-late");
    return { node: el("li", "", at, title, clock, el("span", "director-words", what, late)), at, clock, title, what, late };
}
