// The inputs: which is on air, and whether each is well.

import { $, el, icon, place, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { t } from "./strings.js";

/** Silence of a connected feed that is worth a warning. */
const SILENT = 1500;

export class Feeds {
    constructor() {
        this.rows = new Map();
    }

    update(board) {
        const over = board.broadcast.phase === "ended" || board.broadcast.phase === "aborted";
        writeOutput(board.output);
        const wanted = [];
        for (const feed of board.feeds) {
            let row = this.rows.get(feed.id);
            if (!row) {
                row = makeRow();
                this.rows.set(feed.id, row);
            }
            write(row, feed, over);
            wanted.push(row.node);
        }
        if (wanted.length === 0) {
            this.none ??= el("li", "soft none");
            setText(this.none, t("feeds.none"));
            wanted.push(this.none);
        }
        place($("feeds"), wanted);
    }
}

/** What goes out is not as it usually is: blacked out, covered by slate, from the backup, late. */
function writeOutput(output) {
    const words = [];
    const covered = output?.groups.some((group) => group.cover === "until-program");
    if (output?.isCut) words.push(t("output.cut"));
    else if (output?.condition === "covered" || covered) words.push(t("output.covered"));
    if (output?.condition === "on-backup") words.push(t("output.backup"));
    const alarm = words.length > 0;
    const late = (output?.groups ?? []).filter((group) => group.delayMilliseconds > 0);
    const several = (output?.groups ?? []).length > 1;
    for (const group of late) {
        const seconds = String(group.delayMilliseconds / 1000);
        words.push(several ? t("output.delayOf", { seconds, name: group.name }) : t("output.delay", { seconds }));
    }
    setText($("output-words"), words.join(" · "));
    setAttribute($("output"), "data-alarm", output?.isCut ? "cut" : alarm ? "" : null);
    show($("output").firstElementChild, alarm);
    show($("output"), words.length > 0);
}

function makeRow() {
    const name = el("span", "feed-name");
    const role = el("span", "feed-role");
    const off = el("span", "feed-off");
    const facts = el("p", "feed-facts");
    const warning = el("span");
    const alarm = el("p", "feed-alarm", icon("warn"), warning);
    return { node: el("li", "feed", el("p", "feed-head", el("i", "feed-lamp"), name, off, role), facts, alarm), name, role, off, facts, warning, alarm };
}

function write(row, feed, over) {
    const silent = !over && feed.connected && (feed.silentForMilliseconds ?? 0) >= SILENT;
    setAttribute(row.node, "data-program", feed.isProgram ? "" : null);
    setAttribute(row.node, "data-health", !feed.connected ? "off" : silent ? "silent" : "well");
    setText(row.name, feed.name);
    setText(row.role, t(feed.isProgram ? "feeds.program" : "feeds.standby"));
    const facts = [];
    if (feed.connected) {
        facts.push(t("feeds.fps", { n: feed.framesPerSecond.toFixed(1) }), format.longRate(feed.bitsPerSecond));
        if (feed.width && feed.height) facts.push(`${feed.width}×${feed.height}`);
        const codecs = [feed.videoCodec, feed.audioCodec].filter(Boolean).join("/");
        if (codecs) facts.push(codecs);
    }
    setText(row.facts, facts.join(" · "));
    show(row.facts, facts.length > 0);
    // A standby feed that is away is a fact; the program feed away, or any feed gone silent, is an alarm until the end.
    const away = feed.connected ? "" : t(feed.hasKey ? "feeds.off" : "feeds.noKey");
    const alarming = feed.isProgram && !over;
    setText(row.off, alarming ? "" : away);
    const warning = silent ? t("feeds.silent", { age: format.age(feed.silentForMilliseconds) }) : alarming ? away : "";
    setText(row.warning, warning);
    show(row.alarm, warning !== "");
}
