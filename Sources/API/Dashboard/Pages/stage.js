// The part that is read from across the room: lamp, programme clock, current and next cue.

import { FollowedClock } from "./clock.js";
import { $, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { known, t } from "./strings.js";

const RUNNING = new Set(["on-air", "ending"]);
const OVER = new Set(["ended", "aborted"]);

/** Words for one cue: what it is, and whom or what it concerns. */
export function cueWords(cue) {
    const kind = known(`kind.${cue.kind}`) ?? cue.kind;
    const words = [kind];
    if (cue.subject && !cue.title.includes(cue.subject)) words.push(cue.subject);
    if (cue.room) words.push(t("cue.room", { room: cue.room }));
    if (cue.assignee && !cue.needsTick) words.push(cue.assignee);
    if (cue.wave) words.push(t("cue.wave", { n: cue.wave }));
    if (cue.quantity) words.push(t("cue.quantity", { n: cue.quantity }));
    if (cue.count > 1) words.push(t("cue.again", { n: cue.count }));
    return words.join(" · ");
}

export class Stage {
    constructor() {
        this.program = new FollowedClock();
        this.untilAir = new FollowedClock();
        this.remaining = new FollowedClock();
        this.untilNext = new FollowedClock();
        this.left = new FollowedClock();
        this.board = null;
    }

    update(board) {
        const { phase } = board.broadcast;
        const running = RUNNING.has(phase);
        this.board = board;
        this.program.follow(board.programClockMilliseconds, running ? 1 : 0);
        this.untilAir.follow(board.startsInMilliseconds, -1);
        this.remaining.follow(board.remainingMilliseconds, running ? -1 : 0);
        this.left.follow(board.rundown.remainingMilliseconds, running ? -1 : 0);
        this.untilNext.follow(board.rundown.nextInMilliseconds, running ? -1 : 0);
        this.cues = new Map(board.rundown.cues.map((cue) => [cue.id, cue]));
        this.words();
        this.tick();
    }

    /** Everything that does not move between two boards. */
    words() {
        const { broadcast, rundown } = this.board;
        const { phase } = broadcast;
        document.body.dataset.phase = phase;
        setText($("board-title"), broadcast.title);
        setText($("lamp-word"), known(`phase.${phase}`) ?? phase);
        setText($("lamp-more"), this.lampMore(broadcast));

        const now = this.cues.get(rundown.current);
        setText($("now-cap"), t(OVER.has(phase) ? "cue.ended" : "cue.now"));
        setText($("now-title"), now ? now.title : t("cue.none"));
        setAttribute($("now-title"), "data-none", now ? null : "");
        const next = OVER.has(phase) ? null : this.cues.get(rundown.next);
        setText($("next-title"), next ? next.title : t("cue.last"));
        setAttribute($("next-title"), "data-none", next ? null : "");
        show($("held"), rundown.held && !OVER.has(phase));
        setAttribute($("next"), "data-held", rundown.held ? "" : null);
        this.nextCue = next;
        this.nowCue = now;
    }

    lampMore(broadcast) {
        if (broadcast.endedAt) return t("lamp.ended", { time: format.moment(broadcast.endedAt) });
        if (broadcast.airedAt) return t("lamp.since", { time: format.moment(broadcast.airedAt) });
        return OVER.has(broadcast.phase) ? "" : t("lamp.planned", { time: format.moment(broadcast.startsAt) });
    }

    /** Turns the digits; called many times a second, writes when a digit changes. */
    tick() {
        if (!this.board) return;
        const { broadcast } = this.board;
        const program = this.program.read();
        const untilAir = this.untilAir.read();
        const length = t("clock.length", { span: format.span(Math.round(broadcast.lengthMilliseconds / 1000)) });
        if (program !== null) {
            setText($("clock"), format.clock(Math.max(0, Math.floor(program / 1000))));
            if (OVER.has(broadcast.phase)) {
                this.caption("clock.ran", length);
            } else {
                const left = this.remaining.read();
                const seconds = left === null ? null : Math.ceil(left / 1000);
                const word = seconds === null ? length : t(seconds >= 0 ? "clock.remaining" : "clock.over", { span: format.span(seconds) });
                this.caption("clock.program", word);
            }
        } else if (untilAir !== null) {
            const seconds = Math.ceil(untilAir / 1000);
            setText($("clock"), `${seconds < 0 ? "+" : "−"}${format.clock(seconds)}`);
            this.caption(seconds < 0 ? "clock.overdue" : "clock.untilAir", length);
        } else {
            setText($("clock"), "00:00:00");
            this.caption(OVER.has(broadcast.phase) ? "clock.ran" : "clock.untilAir", length);
        }
        this.tickCues(program);
    }

    caption(key, more) {
        setText($("clock-cap"), t(key));
        setText($("clock-more"), more);
    }

    tickCues(program) {
        const { nowCue: now, nextCue: next } = this;
        const { broadcast } = this.board;
        let nowMore = now ? cueWords(now) : "";
        if (now?.firedAt && broadcast.airedAt && program !== null && !OVER.has(broadcast.phase)) {
            const since = Math.max(0, Math.floor((program - (now.firedAt - broadcast.airedAt)) / 1000));
            nowMore += ` · ${t("cue.since", { span: format.span(since) })}`;
        }
        const left = now && !OVER.has(broadcast.phase) ? this.left.read() : null;
        if (left !== null) {
            const seconds = Math.ceil(left / 1000);
            nowMore += ` · ${t(seconds < 0 ? "cue.runsOver" : "cue.remaining", { span: format.span(Math.abs(seconds)) })}`;
        }
        setText($("now-more"), nowMore);

        const until = next ? this.untilNext.read() : null;
        const seconds = until === null ? null : Math.ceil(until / 1000);
        let urgency = null;
        if (seconds === null) {
            setText($("next-count"), "");
        } else {
            setText($("next-count"), `${seconds < 0 ? "+" : ""}${format.span(seconds)}`);
            urgency = seconds < 0 ? "over" : seconds <= 10 ? "soon" : null;
        }
        setAttribute($("next"), "data-urgency", urgency);
        let nextMore = "";
        if (next) {
            nextMore = `${t("cue.at", { span: format.span(Math.round(next.atMilliseconds / 1000)) })} · ${cueWords(next)}`;
            if (next.byHand) nextMore += ` · ${t("cue.byHand")}`;
            else if (seconds !== null && seconds < 0) nextMore += ` · ${t("cue.overdue")}`;
        }
        setText($("next-more"), nextMore);
    }
}
