// The green room: who is here, and what is to be checked before their cue.

import { $, el, place, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { known, t } from "./strings.js";

/** What may be noted, and when there is something to note. */
const STEPS = [
    ["arrive", (guest) => guest.arrivesMilliseconds !== undefined && guest.arrivedAt === undefined],
    ["consent", (guest) => guest.needsConsent && guest.consentBy === undefined],
    ["age", (guest) => guest.needsAgeCheck && guest.ageBy === undefined],
];

export class GreenRoom {
    /** `hands.note(guest, word, button)` notes a step; `hands.allowed()` tells whether this session may. */
    constructor(hands) {
        this.hands = hands;
        this.rows = new Map();
    }

    update(board) {
        const over = board.broadcast.phase === "ended" || board.broadcast.phase === "aborted";
        const guests = over ? [] : board.rundown.guests;
        const may = this.hands.allowed() && !over;
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
            for (const [word, isDue] of STEPS) {
                setText(row.steps[word], t(`guests.${word}`));
                show(row.steps[word], may && guest.stage !== "left" && isDue(guest));
            }
            return row.node;
        }));
        show($("guests"), guests.length > 0);
    }

    makeRow() {
        const name = el("span", "guest-name");
        const stage = el("span", "guest-stage");
        const due = el("span", "guest-due");
        const steps = {};
        for (const [word] of STEPS) {
            const button = el("button", "row-fire");
            button.type = "button";
            steps[word] = button;
        }
        const row = { node: el("li", "guest", name, stage, due, ...Object.values(steps)), name, stage, due, steps };
        for (const [word] of STEPS) steps[word].addEventListener("click", () => this.hands.note(row.guest, word, steps[word]));
        return row;
    }
}
