// The page's course: sign in, choose a broadcast, follow it.

import { Accounts } from "./accounts.js";
import { CampaignBar } from "./campaign.js";
import { Commands } from "./commands.js";
import { Detail } from "./detail.js";
import { DirectorView } from "./director.js";
import { $, el, icon, setAttribute, setText, show } from "./dom.js";
import { STATES, stateWord } from "./destination.js";
import { Feeds } from "./feeds.js";
import * as format from "./format.js";
import { Figures } from "./figures.js";
import { GreenRoom } from "./guests.js";
import { groups, options } from "./picker.js";
import { Record } from "./record.js";
import { RundownList } from "./rundown.js";
import { Stage } from "./stage.js";
import { StageLinks } from "./stagelinks.js";
import { BoardStream } from "./stream.js";
import { language, recall, remember, setLanguage, speak, t } from "./strings.js";
import { toastRefusal } from "./toasts.js";
import { wire } from "./wire.js";

/** Says only that a session was made here once. Without it nobody asks the daemon who we are, so no 401 is caused. */
const HINT = "lianbo.session";
const LIST_EVERY = 5000;
const ASK_AGAIN = 2000;

const page = {
    view: "wait",
    session: null,
    broadcasts: [],
    chosen: null,
    board: null,
    /** The daemon's time minus this page's monotonic time. */
    ahead: 0,
    silence: null,
    news: {},
    waiting: null,
};

const stage = new Stage();
const commands = new Commands({
    onLocked: () => lock("door.out"),
    onMade: (broadcast) => {
        page.broadcasts.push(broadcast);
        writeList();
        follow(broadcast.id);
    },
});
const detail = new Detail(commands);
const accounts = new Accounts({
    onOpen: (account) => { if (page.board) detail.open(account, page.board, daemonNow()); },
    onRetry: (account, button) => commands.retry(account, button),
});
const campaignBar = new CampaignBar({ onFollow: follow });
const figures = new Figures();
const feeds = new Feeds();
const greenRoom = new GreenRoom({ allowed: () => commands.allowed, note: (guest, word, button) => commands.guest(guest, word, button),
    link: (guest, button, shown) => commands.guestLink(guest, button, shown), revoke: (guest, button) => commands.revokeGuestLink(guest, button) });
const rundown = new RundownList({ allowed: () => commands.allowed, fire: (cue, button) => commands.fireAside(cue, button), see: (cue, verb, button) => commands.see(cue, verb, button) });
const record = new Record();
const stageLinks = new StageLinks();
/** The director's page is this one with other things on it. */
const director = location.pathname !== "/director" ? null : new DirectorView({
    allowed: () => commands.allowed,
    say: (text, button) => commands.say(text, button),
    clear: (button) => commands.clearStage(button),
    links: () => void stageLinks.open(page.chosen),
});
const stream = new BoardStream({ onBoard: receive, onSilence: silence, onRefused: () => void findOutWhy() });

const daemonNow = () => performance.now() + page.ahead;

// Views

function view(name) {
    page.view = name;
    document.body.dataset.view = name;
    for (const other of ["wait", "door", "empty", "board"]) show($(`view-${other}`), other === name);
    show($("pick"), page.session !== null && page.broadcasts.length > 0 && name !== "door");
    show($("who"), page.session !== null && name !== "door");
    show($("pulse"), name === "board");
    show($("linkbar"), name === "board");
    if (name !== "board") {
        show($("banner"), false);
        for (const banner of ["rehearsal", "bookings"]) show($(banner), false);
        delete document.body.dataset.stale;
        document.body.dataset.phase = "none";
        document.title = t("page.title");
    }
}

/** Says why nothing is shown yet; the words follow the language. */
function wait(key, values = {}) {
    page.waiting = { key, values };
    setText($("wait-text"), t(key, values));
    view("wait");
}

/** Shows the door. `reason` is the key of a sentence, or null at a first visit. */
function lock(reason) {
    stream.close();
    clearTimeout(page.listTimer);
    remember(HINT, null);
    page.session = null;
    page.board = null;
    page.chosen = null;
    commands.reset(null);
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    page.doorReason = reason;
    setText($("door-error"), reason ? t(reason) : "");
    view("door");
    $("token").focus();
}

// Sign-in

async function begin() {
    if (recall(HINT) === null) return lock(null);
    if (page.view !== "wait" || !page.waiting) wait("wait.daemon");
    let session;
    try {
        session = await wire.session();
    } catch (refusal) {
        if (refusal.status === 401 || refusal.status === 403) return lock("door.out");
        wait(refusal.status === 0 ? "wait.gone" : "wait.busy", { status: refusal.status });
        setTimeout(begin, ASK_AGAIN);
        return;
    }
    if (!session?.role) return lock(null);
    return enter(session);
}

async function enter(session) {
    remember(HINT, "1");
    page.session = session;
    setText($("who-name"), session.user);
    writeRole();
    commands.reset(session);
    accounts.reset(commands.allowed);
    writeKeys();
    await list();
}

$("door").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = $("token");
    const token = field.value.trim();
    if (token === "" || $("enter").disabled) return;
    $("enter").disabled = true;
    setText($("door-error"), "");
    try {
        const session = await wire.signIn(token);
        field.value = "";
        await enter(session?.role ? session : await wire.session());
    } catch (refusal) {
        const key = refusal.status === 0 ? "door.gone" : refusal.status >= 500 || refusal.status === 429 ? "door.busy" : "door.wrong";
        page.doorReason = null;
        setText($("door-error"), t(key, { status: refusal.status }));
        field.select();
        field.focus();
    } finally {
        $("enter").disabled = false;
    }
});

$("sign-out").addEventListener("click", async () => {
    try {
        await wire.signOut();
    } catch (refusal) {
        if (refusal.status !== 401) return toastRefusal(refusal);
    }
    lock(null);
});

// Which broadcast

const NEARNESS = { "on-air": 0, ending: 1, ready: 2, preparing: 3, scheduled: 4, draft: 5, ended: 6, aborted: 7 };

/** On air first; else what comes next; else what was last. */
function best(broadcasts) {
    const rank = (one) => NEARNESS[one.phase] ?? 8;
    return [...broadcasts].sort((a, b) => rank(a) - rank(b) || (rank(a) >= 6 ? b.startsAt - a.startsAt : a.startsAt - b.startsAt))[0] ?? null;
}

/** Reads the list; goes on doing so while there is nothing to follow, so that a new broadcast appears by itself. */
async function list() {
    clearTimeout(page.listTimer);
    if (page.session === null) return;
    try {
        page.broadcasts = await wire.broadcasts();
    } catch (refusal) {
        if (refusal.status === 401) return lock("door.out");
        if (page.view !== "board") wait(refusal.status === 0 ? "wait.gone" : "wait.busy", { status: refusal.status });
        page.listTimer = setTimeout(list, ASK_AGAIN);
        return;
    }
    if (page.session === null) return;
    writeList();
    if (page.chosen !== null && page.broadcasts.some((one) => one.id === page.chosen)) {
        page.listTimer = setTimeout(list, 6 * LIST_EVERY);
        return;
    }
    const asked = new URLSearchParams(location.search).get("broadcast");
    const found = page.broadcasts.find((one) => one.id === asked) ?? best(page.broadcasts);
    if (found) {
        choose(found.id);
        page.listTimer = setTimeout(list, 6 * LIST_EVERY);
    } else {
        page.chosen = null;
        view("empty");
        page.listTimer = setTimeout(list, LIST_EVERY);
    }
}

function writeList() {
    const wanted = groups(page.broadcasts, Date.now());
    const signature = JSON.stringify(wanted);
    if (signature !== page.listed) {
        page.listed = signature;
        $("broadcasts").replaceChildren(...options(wanted));
    }
    if (page.chosen !== null) $("broadcasts").value = page.chosen;
    campaignBar.update(page.broadcasts, page.chosen);
    show($("pick"), page.session !== null && page.broadcasts.length > 0 && page.view !== "door");
}

function choose(id) {
    page.chosen = id;
    page.board = null;
    page.news = {};
    for (const banner of ["rehearsal", "bookings"]) show($(banner), false);
    accounts.reset(commands.allowed);
    commands.reset(page.session);
    $("broadcasts").value = id;
    campaignBar.update(page.broadcasts, id);
    const here = new URLSearchParams(location.search);
    here.set("broadcast", id);
    $("to-board").href = `/?${here}`;
    $("to-director").href = `/director?${here}`;
    wait("wait.daemon");
    stream.open(wire.eventsPath(id));
}

function follow(id) {
    const address = new URL(location.href);
    address.searchParams.set("broadcast", id);
    history.replaceState(null, "", address);
    choose(id);
}

$("broadcasts").addEventListener("change", () => follow($("broadcasts").value));

// Boards

function receive(board) {
    const first = page.board === null;
    page.board = board;
    page.ahead = board.at - performance.now();
    if (first) view("board");
    draw();
    tellNews(board, first);
    const listed = page.broadcasts.find((one) => one.id === board.broadcast.id);
    if (listed && (listed.phase !== board.broadcast.phase || listed.title !== board.broadcast.title)) {
        Object.assign(listed, board.broadcast);
        writeList();
    }
}

function draw() {
    const { board } = page;
    if (!board) return;
    const now = daemonNow();
    show($("rehearsal"), board.broadcast.rehearses !== undefined);
    writeBookings(board.broadcast.doubleBookings ?? []);
    stage.update(board);
    accounts.update(board, now);
    figures.update(board);
    feeds.update(board);
    rundown.update(board);
    greenRoom.update(board);
    commands.update(board);
    director?.update(board);
    detail.update(board, now);
    document.title = `${t(`phase.${board.broadcast.phase}`)} · ${board.broadcast.title}`;
}

/** Who and what another broadcast wants at the same time; the first few by name. */
function writeBookings(bookings) {
    const named = bookings.slice(0, 3).map((one) => t("bookings.one", { kind: t(`bookings.${one.kind}`), name: one.name, other: one.with, from: format.moment(one.from), until: format.moment(one.until) }));
    const more = bookings.length - named.length;
    setText($("bookings-text"), named.join(" · ") + (more > 0 ? ` ${t("bookings.more", { n: more })}` : ""));
    show($("bookings"), bookings.length > 0);
}

/** Says changes aloud to who does not see them. */
function tellNews(board, first) {
    const now = { phase: board.broadcast.phase, cue: board.rundown.current ?? null, trouble: board.counts.trouble };
    const before = page.news;
    page.news = now;
    if (first) return;
    const said = [];
    if (now.phase !== before.phase) said.push(t("news.phase", { title: board.broadcast.title, phase: t(`phase.${now.phase}`) }));
    if (now.cue !== before.cue && now.cue) said.push(t("news.cue", { title: board.rundown.cues.find((cue) => cue.id === now.cue)?.title ?? now.cue }));
    if (now.trouble !== before.trouble) said.push(now.trouble === 0 ? t("news.clear") : t("news.trouble", { n: now.trouble }));
    if (said.length) setText($("news"), said.join(" "));
}

/** The banner that says since when nothing was heard. */
function silence(milliseconds) {
    const seconds = milliseconds === null ? null : Math.floor(milliseconds / 1000);
    if (seconds === page.silence) return;
    if (page.silence !== null && seconds === null && page.board) setText($("news"), t("news.back"));
    page.silence = seconds;
    writeSilence();
}

function writeSilence() {
    const stale = page.silence !== null;
    setText($("pulse-text"), t(stale ? "pulse.connecting" : "pulse.live"));
    setAttribute($("pulse"), "data-stale", stale ? "" : null);
    if (!page.board) {
        if (stale && page.chosen !== null && page.view === "wait") wait("wait.gone");
        return;
    }
    setAttribute(document.body, "data-stale", stale ? "" : null);
    if (stale) {
        setText($("banner-text"), t("stale.news", { n: page.silence }));
        setText($("banner-more"), t("stale.more"));
    }
    show($("banner"), stale);
}

/** The event stream was refused or broke: is it us, the broadcast, or the daemon? */
async function findOutWhy() {
    if (page.asking) return;
    page.asking = true;
    try {
        const session = await wire.session();
        if (!session?.role) return lock("door.out");
        page.broadcasts = await wire.broadcasts();
        writeList();
        if (!page.broadcasts.some((one) => one.id === page.chosen)) {
            stream.close();
            page.chosen = null;
            page.board = null;
            await list();
        }
    } catch (refusal) {
        if (refusal.status === 401) lock("door.out");
    } finally {
        page.asking = false;
    }
}

setInterval(() => {
    if (page.view !== "board" || !page.board) return;
    stage.tick();
    director?.tick();
}, 100);
setInterval(() => {
    if (page.view === "board" && page.board) accounts.tick(daemonNow());
}, 500);

// Language, keyboard, help

function switchLanguage() {
    setLanguage(language() === "zh" ? "en" : "zh");
    const address = new URL(location.href);
    if (address.searchParams.has("lang")) {
        address.searchParams.set("lang", language());
        history.replaceState(null, "", address);
    }
    sayAll();
}

function sayAll() {
    speak();
    setText($("language"), t("language.other"));
    $("language").lang = language() === "zh" ? "en" : "zh-CN";
    if (page.session) writeRole();
    writeList();
    writeKeys();
    if (page.waiting) setText($("wait-text"), t(page.waiting.key, page.waiting.values));
    if (page.doorReason) setText($("door-error"), t(page.doorReason));
    draw();
    writeSilence();
    if (page.view !== "board") document.title = t("page.title");
}

function writeRole() {
    setText($("who-role"), t(`role.${page.session.role}`));
}

function writeKeys() {
    const keys = [["?", "key.help"], ["/", "key.filter"], ["T", "key.trouble"], ["← ↑ ↓ →", "key.arrows"], ["L", "key.language"], ["Esc", "key.escape"]];
    if (commands.allowed) keys.push(["⇧ N", "key.fire"], ["⇧ H", "key.hold"], ["⇧ S", "key.skip"], ["⇧ B", "key.back"], ["+ −", "key.shift"]);
    if (director) keys.push(["F", "key.fullscreen"]);
    if (director && commands.allowed) keys.push(["M", "key.say"]);
    $("keys-list").replaceChildren(...keys.map(([key, words]) => el("div", "", el("dt", "", el("kbd", "", key)), el("dd", "", t(words)))));
    const marks = STATES.map((state) => [state, state, stateWord(state)]).concat(["head", "middle", "long-tail"].map((tier) => ["", `tier-${tier}`, t(`tier.${tier}`)]));
    marks.push(["", "warn", t("mark.stale")]);
    $("marks").replaceChildren(...marks.map(([state, drawing, words]) => {
        const item = el("li", "", icon(drawing), words);
        if (state) item.dataset.state = state;
        return item;
    }));
}

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && event.target === $("filter")) {
        $("filter").value = "";
        accounts.filter("");
        $("filter").blur();
        return;
    }
    if (typing || document.querySelector("dialog[open]")) return;
    const board = page.view === "board";
    const act = {
        "?": () => $("keys").showModal(),
        "？": () => $("keys").showModal(),
        "/": board && (() => $("filter").focus()),
        "l": switchLanguage,
        "t": board && (() => accounts.focusTrouble()),
        "f": director && toggleFullScreen,
        "m": director && board && commands.allowed && (() => $("say-text").focus()),
        // Commands want Shift held; caps lock is not enough.
        "⇧n": board && (() => commands.fire()),
        "⇧h": board && (() => commands.holdOrResume()),
        "⇧s": board && (() => commands.skip()),
        "⇧b": board && (() => commands.back()),
        "+": board && (() => commands.shift(30_000)),
        "-": board && (() => commands.shift(-30_000)),
    }[(event.shiftKey && /^[a-z]$/i.test(event.key) ? "⇧" : "") + event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
});

async function toggleFullScreen() {
    try {
        if (document.fullscreenElement) await document.exitFullscreen();
        else await document.documentElement.requestFullscreen();
    } catch { /* the browser does not want to */ }
}

if (director) document.body.dataset.page = "director";
show($("to-board"), director !== null);
show($("to-director"), director === null);
$("open-record").addEventListener("click", () => {
    if (page.board) void record.open(page.board.broadcast);
});
$("say-text").addEventListener("keydown", (event) => {
    if (event.key === "Escape") $("say-text").blur();
});
$("language").addEventListener("click", switchLanguage);
$("help").addEventListener("click", () => $("keys").showModal());
$("keys-close").addEventListener("click", () => $("keys").close());
$("keys").addEventListener("click", (event) => {
    if (event.target === $("keys")) $("keys").close();
});
$("copy-command").addEventListener("click", async () => {
    try {
        await navigator.clipboard.writeText($("empty-command").textContent);
        setText($("copy-command"), t("empty.copied"));
    } catch {
        getSelection().selectAllChildren($("empty-command"));
    }
});

sayAll();
void begin();
