// The inputs: which is on air, and whether each is well.

import { $, el, icon, place, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { known, t } from "./strings.js";

/** Silence of a connected feed that is worth a warning. */
const SILENT = 1500;
const BEFORE_AIR = new Set(["scheduled", "preparing", "ready"]);

export class Feeds {
    constructor() {
        this.rows = new Map();
        this.warnings = new Map();
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
            writeSeats(row, feed, over, board.feeds);
            write(row, feed, over, BEFORE_AIR.has(board.broadcast.phase) && feed.id === board.broadcast.programFeed);
            wanted.push(row.node);
        }
        if (wanted.length === 0) {
            this.none ??= el("li", "soft none");
            setText(this.none, t("feeds.none"));
            wanted.push(this.none);
        }
        for (const warning of board.warnings ?? []) {
            const key = `${warning.kind}:${warning.text}`;
            let row = this.warnings.get(key);
            if (!row) {
                const text = el("span");
                row = { node: el("li", "feed feed-warning", el("p", "feed-alarm", icon("warn"), text)), text };
                this.warnings.set(key, row);
            }
            const [first, ...others] = warning.accounts;
            const whom = others.length === 0 ? first : t("feeds.andOthers", { first, n: String(warning.accounts.length) });
            setText(row.text, `${known(`warning.${warning.kind}`) ?? warning.text} · ${whom}`);
            setAttribute(row.node, "title", `${warning.text} ${warning.accounts.join(", ")}`);
            wanted.push(row.node);
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
    const seats = el("ul", "feed-seats");
    const warning = el("span");
    const alarm = el("p", "feed-alarm", icon("warn"), warning);
    return { node: el("li", "feed", el("p", "feed-head", el("i", "feed-lamp"), name, off, role), facts, seats, alarm), name, role, off, facts, seats, warning, alarm };
}

function write(row, feed, over, gated) {
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
    const away = feed.connected ? "" : absence(feed);
    const alarming = feed.isProgram && !over;
    setText(row.off, alarming ? "" : away);
    const shut = gated && feed.connected ? (feed.notReadyCodes ?? []).map((code) => known(`gate.${code}`) ?? code).join(t("feeds.and")) : "";
    const broken = !over && feed.sourceFault ? feed.sourceFault.message : "";
    const warning = silent ? t("feeds.silent", { age: format.age(feed.silentForMilliseconds) }) : broken || shut || (alarming ? away : "");
    setText(row.warning, warning);
    setAttribute(row.node, "data-shut", shut !== "" || broken !== "" ? "" : null);
    show(row.alarm, warning !== "");
}

/** Who sits in a composite, and how much later their picture is there than it came in. */
function writeSeats(row, feed, over, feeds) {
    const seats = over ? [] : feed.seats ?? [];
    while (row.seats.childElementCount > seats.length) row.seats.lastElementChild.remove();
    while (row.seats.childElementCount < seats.length) row.seats.append(el("li", "feed-seat"));
    seats.forEach((seat, index) => {
        const node = row.seats.children[index];
        const name = feeds.find((one) => one.id === seat.feed)?.name ?? seat.feed;
        const added = seat.phase === "on" ? seat.addedDelayMilliseconds : undefined;
        const words = added === undefined ? known(`seat.${seat.phase}`) ?? seat.phase : t("seat.adds", { delay: added });
        setText(node, `${name} · ${words}`);
        setAttribute(node, "data-phase", seat.phase);
        setAttribute(node, "title", seat.fault?.message ?? null);
    });
    show(row.seats, seats.length > 0);
}

/** Why nothing is connected: nobody publishes, its secret is missing, or what brings it in is at work. */
function absence(feed) {
    const brought = feed.source && feed.source !== "publish";
    if (!feed.hasKey && feed.source !== "file" && feed.source !== "composite") {
        return t(feed.source === "pull" ? "feeds.noAddress" : brought ? "feeds.noPassphrase" : "feeds.noKey");
    }
    return (brought && feed.sourceState && known(`source.${feed.sourceState}`)) || t("feeds.off");
}
