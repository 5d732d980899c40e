// What an operator's hands can do here. For a viewer nothing of this is ever made.

import { $, el, icon, setAttribute, setText, show } from "./dom.js";
import { known, t } from "./strings.js";
import { toast, toastRefusal } from "./toasts.js";
import { wire } from "./wire.js";

/** What one press moves the rest of the rundown by. */
const SHIFT = 30_000;
const BEFORE_AIR = new Set(["draft", "scheduled", "preparing", "ready"]);

export class Commands {
    /** `onLocked()` is called when the daemon says that nobody is signed in any more, `onMade(broadcast)` with a new one to show. */
    constructor({ onLocked, onMade }) {
        this.onLocked = onLocked;
        this.onMade = onMade;
        this.board = null;
        this.buttons = null;
        this.allowed = false;
    }

    reset(session) {
        this.allowed = session?.role === "operator" || session?.role === "admin";
        this.board = null;
        this.buttons = null;
        $("controls").replaceChildren();
        show($("controls"), false);
    }

    update(board) {
        this.board = board;
        if (!this.allowed) return;
        if (!this.buttons) this.make();
        const { phase } = board.broadcast;
        const { held, next } = board.rundown;
        const onAir = phase === "on-air";
        const { fire, hold, skip, back, later, sooner, start, end, arm, rehearse, dump, cut } = this.buttons;
        const isCut = board.output?.isCut === true;
        for (const [button, key] of [[fire, "do.fire"], [hold, held ? "do.resume" : "do.hold"], [skip, "do.skip"], [back, "do.back"], [sooner, "do.sooner"], [later, "do.later"], [start, "do.start"], [end, "do.end"], [arm, "do.arm"], [rehearse, "do.rehearse"], [dump, "do.dump"], [cut, isCut ? "do.lift" : "do.cut"]]) {
            setText(button.lastElementChild, t(key));
            if (button.classList.contains("compact")) setAttribute(button, "title", t(key));
        }
        setAttribute(hold.firstElementChild.firstElementChild, "href", held ? "#i-play" : "#i-hold");
        for (const button of [fire, hold, skip, back, sooner, later]) show(button, onAir);
        for (const button of [fire, skip]) button.disabled = button.dataset.busy !== undefined || !next;
        show(start, BEFORE_AIR.has(phase));
        const isRehearsal = board.broadcast.rehearses !== undefined;
        show(arm, phase === "draft" && !isRehearsal);
        show(rehearse, BEFORE_AIR.has(phase) && !isRehearsal);
        show(end, onAir);
        for (const button of [dump, cut]) show(button, onAir && board.output !== undefined);
        setAttribute(cut.firstElementChild.firstElementChild, "href", isCut ? "#i-play" : "#i-refused");
        show($("controls"), onAir || BEFORE_AIR.has(phase));
    }

    make() {
        const button = (name, drawing, className, act) => {
            const node = el("button", className, icon(drawing), el("span", className === "compact" ? "hush" : ""));
            node.type = "button";
            node.dataset.command = name;
            node.addEventListener("click", () => act(node));
            $("controls").append(node);
            return node;
        };
        this.buttons = {
            fire: button("fire", "next", "strong", (node) => this.fire(node)),
            skip: button("skip", "skip", "", (node) => this.skip(node)),
            hold: button("hold", "hold", "", (node) => this.holdOrResume(node)),
            back: button("back", "back", "compact", (node) => this.back(node)),
            sooner: button("sooner", "minus", "compact", (node) => this.shift(-SHIFT, node)),
            later: button("later", "plus", "compact", (node) => this.shift(SHIFT, node)),
            arm: button("arm", "check", "", (node) => this.arm(node)),
            rehearse: button("rehearse", "play", "", (node) => this.rehearse(node)),
            start: button("start", "live", "go", (node) => this.start(node)),
            dump: button("dump", "skip", "danger", (node) => this.dump(node)),
            cut: button("cut", "refused", "danger", (node) => this.cutOrLift(node)),
            end: button("end", "ended", "danger", (node) => this.end(node)),
        };
    }

    /** Runs one command: its button rests meanwhile, and a refusal is told in the daemon's words. True when it was done. */
    async run(button, command, done) {
        if (button?.dataset.busy !== undefined) return false;
        if (button) {
            button.dataset.busy = "";
            button.disabled = true;
        }
        try {
            await command();
            if (done) toast("done", done);
            return true;
        } catch (refusal) {
            if (refusal.status === 401) this.onLocked();
            else toastRefusal(refusal);
            return false;
        } finally {
            if (button) {
                delete button.dataset.busy;
                button.disabled = false;
            }
        }
    }

    get id() { return this.board.broadcast.id; }
    get revision() { return this.board.broadcast.revision; }
    get onAir() { return this.allowed && this.board?.broadcast.phase === "on-air"; }
    get nextCue() { return this.board.rundown.cues.find((cue) => cue.id === this.board.rundown.next); }

    fire(button = this.buttons?.fire) { return this.cue("fire", button); }
    skip(button = this.buttons?.skip) { return this.cue("skip", button); }

    cue(verb, button) {
        if (!this.onAir || !this.nextCue) return;
        const { id, revision, nextCue } = this;
        return this.run(button, () => wire.cue(id, nextCue.id, verb, revision), t(`done.${verb}`, { title: nextCue.title }));
    }

    /** A cue beside the line, by its own button. */
    fireAside(cue, button) {
        if (!this.onAir) return;
        const { id, revision } = this;
        return this.run(button, () => wire.cue(id, cue.id, "fire", revision), t("done.fire", { title: cue.title }));
    }

    /** Ticks a step of the checklist off, takes that back, or tries again what a cue was fired for. */
    see(cue, verb, button) {
        if (!this.onAir) return;
        const { id, revision } = this;
        return this.run(button, () => wire.cue(id, cue.id, verb, revision), t(verb === "retry" ? "done.retryCue" : `done.${verb}`, { title: cue.title }));
    }

    /** Notes that a guest is here, agreed, or is old enough. */
    guest(guest, word, button) {
        const { id } = this;
        return this.run(button, () => wire.guest(id, guest.id, word), t("done.guest", { name: guest.name }));
    }

    /** Puts a message on the stage's screen. */
    say(text, button) {
        const { id } = this;
        return this.run(button, () => wire.say(id, text));
    }

    clearStage(button) {
        const { id } = this;
        return this.run(button, () => wire.clearStage(id));
    }

    /** Makes a guest's link or renews it; `shown(address)` gets what the guest enters, once. The key is made here and shown nowhere else. */
    guestLink(guest, button, shown) {
        const { id } = this;
        const bytes = crypto.getRandomValues(new Uint8Array(32));
        const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
        return this.run(button, async () => {
            const { ingestAddress } = await wire.status();
            const rundown = await wire.guestLink(id, guest.id, { secret: key, renew: guest.link !== undefined });
            const port = rundown.guests.find((one) => one.id === guest.id)?.link?.port;
            const host = ingestAddress.slice(0, ingestAddress.lastIndexOf(":"));
            shown(port === undefined
                ? `rtmp://${ingestAddress}/live/${guest.feed}?key=${key}`
                : `srt://${host}:${port}?mode=caller&passphrase=${key}&pbkeylen=16`);
        }, t("done.link", { name: guest.name }));
    }

    revokeGuestLink(guest, button) {
        const { id } = this;
        return this.run(button, () => wire.revokeGuestLink(id, guest.id), t("done.revoke", { name: guest.name }));
    }

    back(button = this.buttons?.back) {
        if (!this.onAir) return;
        const { id, revision } = this;
        return this.run(button, () => wire.rundown(id, "back", revision), t("done.back"));
    }

    /** Everything that has not begun comes so many milliseconds later; earlier when negative. */
    shift(milliseconds, button) {
        if (!this.onAir) return;
        const { id, revision } = this;
        return this.run(button, () => wire.shift(id, milliseconds, revision), t(milliseconds < 0 ? "done.sooner" : "done.later"));
    }

    holdOrResume(button = this.buttons?.hold) {
        if (!this.onAir) return;
        const { id, revision } = this;
        const verb = this.board.rundown.held ? "resume" : "hold";
        return this.run(button, () => wire.rundown(id, verb, revision));
    }

    arm(button) {
        const { id, revision } = this;
        return this.run(button, () => wire.broadcast(id, "arm", revision));
    }

    async rehearse(button) {
        const { title } = this.board.broadcast;
        const { id } = this;
        if (!await ask("confirm.rehearse", "confirm.rehearseText", { title }, "do.rehearse", "strong")) return;
        return this.run(button, async () => this.onMade(await wire.rehearse(id)));
    }

    async start(button) {
        const { title, accountCount, revision, rehearses } = this.board.broadcast;
        const { id } = this;
        const feed = this.board.feeds.find((each) => each.id === this.board.broadcast.programFeed);
        const shut = (feed?.notReadyCodes ?? []).map((code) => known(`gate.${code}`) ?? code).join(t("feeds.and"));
        if (shut !== "") {
            // The daemon would refuse it: say why, and let a hand decide.
            if (!await ask("confirm.anyway", "confirm.anywayText", { feed: feed.name, why: shut }, "do.anyway", "danger")) return;
            return this.run(button, () => wire.broadcast(id, "start", revision, true));
        }
        const text = rehearses === undefined ? "confirm.startText" : "confirm.startRehearsalText";
        if (!await ask("confirm.start", text, { title, n: accountCount }, "do.start", "go")) return;
        return this.run(button, () => wire.broadcast(id, "start", revision));
    }

    async end(button) {
        const { title } = this.board.broadcast;
        const { id, revision } = this;
        if (!await ask("confirm.end", "confirm.endText", { title, n: this.board.counts.live }, "do.end", "danger")) return;
        return this.run(button, () => wire.broadcast(id, "end", revision));
    }

    async dump(button) {
        const { title } = this.board.broadcast;
        const { id } = this;
        if (!await ask("confirm.dump", "confirm.dumpText", { title }, "do.dump", "danger")) return;
        return this.run(button, () => wire.air(id, "dump"), t("done.dump"));
    }

    async cutOrLift(button) {
        const { title } = this.board.broadcast;
        const { id } = this;
        if (this.board.output?.isCut) {
            if (!await ask("confirm.lift", "confirm.liftText", { title }, "do.lift", "go")) return;
            return this.run(button, () => wire.air(id, "lift"), t("done.lift"));
        }
        if (!await ask("confirm.cut", "confirm.cutText", { title, n: this.board.counts.live }, "do.cut", "danger")) return;
        return this.run(button, () => wire.air(id, "cut"), t("done.cut"));
    }

    retry(account, button) {
        const { id } = this;
        return this.run(button, () => wire.destination(id, account, "retry"), t("done.retry", { name: this.nameOf(account) }));
    }

    async stop(account, button) {
        const { id } = this;
        if (!await ask("confirm.stop", "confirm.stopText", { name: this.nameOf(account) }, "do.stop", "danger")) return;
        return this.run(button, () => wire.destination(id, account, "stop"));
    }

    resume(account, button) {
        const { id } = this;
        return this.run(button, () => wire.destination(id, account, "resume"));
    }

    nameOf(account) {
        return this.board.destinations.find((destination) => destination.account === account)?.name ?? account;
    }
}

/** Settles the question that stands open, or that was closed and has not been told so yet. */
let settle = () => {};

/** Asks before what cannot be taken back. Cancel stands first and has the focus. */
function ask(titleKey, textKey, values, yesKey, look) {
    const dialog = $("confirm");
    if (dialog.open) return Promise.resolve(false);
    // A dialog tells of its closing in a later task, and may be open again by then: an answer belongs to one question.
    settle(dialog.returnValue === "yes");
    setText($("confirm-title"), t(titleKey));
    setText($("confirm-text"), t(textKey, values));
    setText($("confirm-yes"), t(yesKey));
    $("confirm-yes").className = look;
    dialog.returnValue = "no";
    dialog.onclose = () => { if (!dialog.open) settle(dialog.returnValue === "yes"); };
    dialog.showModal();
    return new Promise((resolve) => { settle = resolve; });
}
