// The screen in the studio: one countdown, who is on, what is next, and what the control room says. It is looked at, not used.

import { FollowedClock } from "./clock.js";
import { $, el, place, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { StageSource } from "./screenlink.js";
import { BoardStream } from "./stream.js";
import { known, speak, t } from "./strings.js";

const EVENTS = "/v1/stage/events";
/** A countdown that nobody has confirmed for so long is worse than none. */
const BLIND_AFTER = 60_000;
/** The last seconds of a cue. */
const SOON = 30;
/** Characters of a message that is written smaller. */
const LONG = 28;
const RUNNING = new Set(["on-air", "ending"]);
const OVER = new Set(["ended", "aborted"]);

const token = location.hash.slice(1);
const screen = { stage: null, silence: null, people: new Map(), next: [] };
const left = new FollowedClock();
const program = new FollowedClock();
const untilAir = new FollowedClock();

function view(name) {
    document.body.dataset.view = name;
    for (const other of ["wait", "gone", "stage"]) show($(`view-${other}`), other === name);
}

const stream = new BoardStream({
    source: (path) => new StageSource(path, token),
    onBoard: receive,
    onSilence: silence,
    onRefused: (status) => {
        // Any other answer is the daemon's own trouble, and is tried again.
        if (status === 401 || status === 403) gone();
    },
});

function gone() {
    stream.close();
    screen.stage = null;
    document.title = t("screen.goneTitle");
    view("gone");
}

function receive(stage) {
    const running = RUNNING.has(stage.phase);
    screen.stage = stage;
    left.follow(stage.leftMilliseconds, running ? -1 : 0);
    program.follow(stage.programClockMilliseconds, running ? 1 : 0);
    untilAir.follow(stage.startsInMilliseconds, -1);
    if (document.body.dataset.view !== "stage") view("stage");
    words(stage);
    tick();
}

/** Everything that does not move between two boards. */
function words(stage) {
    const { phase, current, product, message } = stage;
    document.body.dataset.phase = phase;
    document.title = stage.title;
    setText($("lamp"), known(`phase.${phase}`) ?? phase);
    setText($("title"), stage.title);
    show($("held"), stage.held && RUNNING.has(phase));
    const over = Math.round(stage.overMilliseconds / 1000);
    setText($("over"), !RUNNING.has(phase) ? "" : over > 0 ? t("over.over", { span: format.span(over) }) : over < 0 ? t("over.under", { span: format.span(-over) }) : t("over.onTime"));
    setAttribute($("over"), "data-over", over > 0 && RUNNING.has(phase) ? "" : null);
    setText($("now-title"), RUNNING.has(phase) ? current?.title ?? t("cue.none") : OVER.has(phase) ? t("screen.ended") : stage.title);
    writeMessage(message);
    show($("people-box"), stage.people.length > 0);
    place($("people"), stage.people.map(person));
    show($("product-box"), product !== undefined);
    if (product) {
        setText($("product"), product.name);
        const stock = product.stock === undefined ? "" : product.wave ? t("cue.wave", { n: product.wave }) : t(`screen.${product.stock}`);
        setText($("product-more"), [product.priceFen === undefined ? "" : format.money(product.priceFen), stock].filter(Boolean).join(" · "));
        setAttribute($("product-more"), "data-stock", product.stock);
    }
    writeNext(stage);
}

function writeMessage(message) {
    const box = $("message");
    const key = message ? `${message.at} ${message.text}` : "";
    setText($("message-text"), message?.text ?? "");
    show(box, message !== undefined);
    const long = message !== undefined && message.text.length > LONG;
    setAttribute(document.body, "data-message", message ? (long ? "long" : "short") : null);
    setAttribute(box, "data-long", long ? "" : null);
    if (key !== screen.said && key !== "") {
        // Drawn anew, so that one message after another is seen to be another.
        box.classList.remove("arrives");
        void box.offsetWidth;
        box.classList.add("arrives");
    }
    screen.said = key;
}

function person(one) {
    const key = `${one.part} ${one.name}`;
    let row = screen.people.get(key);
    if (!row) {
        const part = el("span", "part");
        const name = el("strong", "");
        const role = el("span", "role");
        row = { node: el("li", "", part, name, role), part, name, role };
        screen.people.set(key, row);
    }
    setAttribute(row.node, "data-part", one.part);
    setText(row.part, known(`part.${one.part}`) ?? one.part);
    setText(row.name, one.name);
    setText(row.role, one.role ?? "");
    return row.node;
}

function writeNext(stage) {
    const rows = OVER.has(stage.phase) ? [] : stage.next.map((cue, index) => {
        const row = screen.next[index] ??= makeNext();
        // Ahead of air: as it will be if air is on time, or now where that has passed.
        const air = stage.programClockMilliseconds !== undefined ? -stage.programClockMilliseconds : stage.startsInMilliseconds === undefined ? null : Math.max(0, stage.startsInMilliseconds);
        const time = air === null ? "" : format.moment(stage.at + air + cue.expectedStartMilliseconds);
        setText(row.at, cue.byHand && index === 0 ? t("screen.hand") : time || format.span(Math.round(cue.expectedStartMilliseconds / 1000)));
        setText(row.title, cue.title);
        const kind = known(`kind.${cue.kind}`) ?? cue.kind;
        setText(row.what, cue.subject && !cue.title.includes(cue.subject) ? `${kind} · ${cue.subject}` : kind);
        return row.node;
    });
    if (rows.length === 0) {
        screen.last ??= el("li", "none");
        setText(screen.last, t(OVER.has(stage.phase) ? "screen.ended" : "cue.last"));
        rows.push(screen.last);
    }
    place($("next"), rows);
}

function makeNext() {
    const at = el("span", "at");
    const title = el("strong", "");
    const what = el("span", "what");
    return { node: el("li", "", at, title, what), at, title, what };
}

/** Turns the digits; writes when a digit changes. */
function tick() {
    const { stage } = screen;
    if (!stage) return;
    const blind = (screen.silence ?? 0) >= BLIND_AFTER;
    const running = RUNNING.has(stage.phase);
    const clock = program.read();
    setText($("program"), clock === null || blind ? "" : format.clock(Math.max(0, Math.floor(clock / 1000))));
    let state = null;
    if (blind || (!running && !OVER.has(stage.phase) && untilAir.read() === null)) {
        digits(format.DASH, "", "");
    } else if (OVER.has(stage.phase)) {
        digits(clock === null ? format.DASH : format.clock(Math.floor(clock / 1000)), t("clock.ran"), "");
    } else if (!running) {
        const seconds = Math.ceil(untilAir.read() / 1000);
        state = seconds < 0 ? "over" : seconds <= SOON ? "soon" : null;
        digits(`${seconds < 0 ? "+" : ""}${format.span(seconds)}`, t(seconds < 0 ? "clock.overdue" : "clock.untilAir"), "");
    } else if (left.read() !== null) {
        const seconds = Math.ceil(left.read() / 1000);
        state = seconds < 0 ? "over" : seconds <= SOON ? "soon" : null;
        const end = stage.at + stage.leftMilliseconds;
        digits(`${seconds < 0 ? "+" : ""}${format.span(seconds)}`, t(seconds < 0 ? "screen.over" : "screen.left"), t(seconds < 0 ? "screen.due" : "screen.until", { time: format.moment(end) }));
    } else if (stage.current && clock !== null) {
        digits(format.span(Math.max(0, Math.floor((clock - stage.current.expectedStartMilliseconds) / 1000))), t("screen.since"), t("screen.openEnd"));
    } else {
        digits(format.DASH, "", "");
    }
    setAttribute($("count"), "data-state", state);
    bar(stage, running && !blind ? left.read() : null);
}

function digits(text, word, more) {
    setText($("count"), text);
    setAttribute($("count"), "data-length", Math.min(8, text.length));
    setText($("count-word"), word);
    setText($("now-more"), more);
}

function bar(stage, rest) {
    const whole = stage.current?.lengthMilliseconds;
    show($("bar"), rest !== null && whole > 0);
    if (rest === null || !(whole > 0)) return;
    const share = Math.max(0, Math.min(1, rest / whole)).toFixed(3);
    if (screen.share !== share) $("bar").firstElementChild.style.setProperty("--left", share);
    screen.share = share;
}

function silence(milliseconds) {
    screen.silence = milliseconds;
    const stale = milliseconds !== null;
    if (!screen.stage) {
        setText($("wait-text"), t(stale ? "screen.unreachable" : "screen.wait"));
        return;
    }
    setAttribute(document.body, "data-stale", stale ? "" : null);
    setAttribute(document.body, "data-blind", stale && milliseconds >= BLIND_AFTER ? "" : null);
    if (stale) {
        setText($("stale-text"), t("screen.stale", { n: Math.floor(milliseconds / 1000) }));
        setText($("stale-more"), t("screen.staleMore"));
    }
    show($("stale"), stale);
}

/** Where the browser lets us, the machine's own screen saver waits. */
async function stayAwake() {
    try {
        if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
    } catch { /* then it is up to the machine's settings */ }
}

speak();
setText($("wait-text"), t("screen.wait"));
addEventListener("hashchange", () => location.reload());
document.addEventListener("visibilitychange", () => void stayAwake());
setInterval(tick, 100);
void stayAwake();
if (token === "") gone();
else stream.open(EVENTS);
