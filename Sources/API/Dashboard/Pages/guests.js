// The green room: who is here, and what is to be checked before their cue.

import { $, el, place, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { Previews } from "./previews.js";
import { known, t } from "./strings.js";

/** What may be noted, and when there is something to note. */
const STEPS = [
    ["arrive", (guest) => guest.arrivesMilliseconds !== undefined && guest.arrivedAt === undefined],
    ["consent", (guest) => guest.needsConsent && guest.consentBy === undefined],
    ["age", (guest) => guest.needsAgeCheck && guest.ageBy === undefined],
];

function hideAddress(row) {
    row.address.value = "";
    show(row.address, false);
}

export class GreenRoom {
    /** `hands.note(guest, word, button)` notes a step; `hands.allowed()` tells whether this session may; `hands.link(guest, button, shown)`
     *  makes a push address or renews it, `hands.revoke(guest, button)` takes it away. */
    constructor(hands) {
        this.hands = hands;
        this.rows = new Map();
        this.previews = new Previews();
    }

    update(board) {
        const over = board.broadcast.phase === "ended" || board.broadcast.phase === "aborted";
        const guests = over ? [] : board.rundown.guests;
        const may = this.hands.allowed() && !over;
        const feeds = new Map(board.feeds.map((feed) => [feed.id, feed]));
        place($("guests"), guests.map((guest) => {
            let row = this.rows.get(guest.id);
            if (!row) {
                row = this.makeRow();
                this.rows.set(guest.id, row);
            }
            row.guest = guest;
            setAttribute(row.node, "data-stage", guest.stage);
            setText(row.name, guest.name);
            setText(row.stage, known(`stage.${guest.stage}`) ?? guest.stage);
            const due = guest.stage !== "on-air" && guest.stage !== "left" ? guest.expectedMilliseconds : undefined;
            setText(row.due, due === undefined ? "" : t("guests.due", { span: format.span(Math.round(due / 1000)) }));
            setAttribute(row.node, "title", guest.missing ?? null);
            // That nobody pushes yet is what waiting means; on air it is trouble.
            const codes = guest.notReadyCodes.filter((code) => code !== "not-connected" || guest.stage === "on-air");
            setText(row.input, codes.map((code) => known(`gate.${code}`) ?? code).join(t("feeds.and")));
            show(row.input, codes.length > 0);
            for (const [word, isDue] of STEPS) {
                setText(row.steps[word], t(`guests.${word}`));
                show(row.steps[word], may && guest.stage !== "left" && isDue(guest));
            }
            this.updateLink(row, guest, may);
            const shown = guest.feed !== undefined && guest.stage !== "left";
            this.previews.update(row.preview, shown ? guest.feed : undefined, feeds.get(guest.feed)?.connected === true);
            return row.node;
        }));
        this.previews.keep(guests.map((guest) => this.rows.get(guest.id).preview));
        show($("guests"), guests.length > 0);
    }

    /** State of the guest's own push address, with the last refusal as its title. */
    updateLink(row, guest, may) {
        const link = guest.link;
        setText(row.link, link ? t("link.title", { state: t(`link.${link.state}`) }) + (link.inUse ? ` · ${t("link.inUse")}` : "") : "");
        setAttribute(row.link, "data-link", link?.state ?? null);
        setAttribute(row.link, "title", link?.refusal ? t("link.refused", { reason: link.refusal, count: link.refusals }) : null);
        show(row.link, link !== undefined);
        setText(row.make, t(link ? "link.renew" : "link.create"));
        setText(row.revoke, t("link.revoke"));
        setAttribute(row.address, "aria-label", t("link.once"));
        show(row.make, may && guest.feed !== undefined);
        show(row.revoke, may && link !== undefined && link.state !== "revoked");
        if (!may || link?.state === "revoked") hideAddress(row);
    }

    makeRow() {
        const preview = this.previews.make();
        const name = el("span", "guest-name");
        const stage = el("span", "guest-stage");
        const due = el("span", "guest-due");
        const input = el("span", "guest-input");
        const steps = {};
        for (const [word] of STEPS) {
            const button = el("button", "row-fire");
            button.type = "button";
            steps[word] = button;
        }
        const link = el("span", "guest-link");
        const make = el("button", "row-fire guest-make");
        const revoke = el("button", "row-fire guest-revoke");
        make.type = revoke.type = "button";
        const address = el("input", "guest-address");
        address.readOnly = true;
        address.autocomplete = "off";
        address.hidden = true;
        const row = {
            node: el("li", "guest", preview.node, name, stage, due, input, ...Object.values(steps), link, make, revoke, address),
            preview, name, stage, due, input, steps, link, make, revoke, address,
        };
        make.addEventListener("click", () => this.hands.link(row.guest, make, (text) => {
            address.value = text;
            show(address, true);
            address.focus();
            address.select();
            navigator.clipboard?.writeText(text).catch(() => {});
        }));
        revoke.addEventListener("click", () => this.hands.revoke(row.guest, revoke));
        // It is shown once: whoever leaves the field has it.
        address.addEventListener("blur", () => hideAddress(row));
        for (const [word] of STEPS) steps[word].addEventListener("click", () => this.hands.note(row.guest, word, steps[word]));
        return row;
    }
}
