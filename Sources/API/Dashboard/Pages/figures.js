// Merged figures: what they add, how old the parts are, and what they leave out.

import { Curve } from "./curve.js";
import { $, el, setAttribute, setText } from "./dom.js";
import * as format from "./format.js";
import { known, t } from "./strings.js";

export class Figures {
    constructor() {
        this.curve = new Curve($("curve"));
        this.rows = new Map();
    }

    update(board) {
        const { figures, broadcast, rundown } = board;
        const main = figures.totals.find((total) => total.kind === "concurrent") ?? null;
        setText($("viewers"), main ? format.number(main.kind, main.value, main.quality) : format.DASH);
        setText($("viewers-parts"), main ? parts(main, "figures.parts") : t("figures.none"));
        setText($("viewers-stale"), main && main.accountsStale > 0 ? t("figures.stale", { n: main.accountsStale }) : "");
        setText($("viewers-without"), main && main.accountsWithout > 0 ? t("figures.without", { n: main.accountsWithout }) : "");
        const peak = figures.peakConcurrent !== null && figures.peakConcurrent !== undefined && figures.peakAt
            ? { value: figures.peakConcurrent, at: figures.peakAt } : null;
        setText($("viewers-peak"), peak ? t("figures.peak", { value: format.whole(peak.value), time: format.moment(peak.at) }) : "");
        setAttribute($("curve"), "aria-label", t("curve.label", {
            now: main ? format.whole(main.value) : format.DASH,
            peak: peak ? format.whole(peak.value) : format.DASH,
        }));
        const marks = rundown.cues.filter((cue) => cue.state === "fired" && cue.firedAt).map((cue) => cue.firedAt);
        this.curve.update(figures.curve, peak, broadcast.airedAt ?? null, marks, t("curve.empty"));
        this.kinds(figures.totals.filter((total) => total.kind !== "concurrent"));
    }

    kinds(totals) {
        const wanted = [];
        for (const total of totals) {
            let row = this.rows.get(total.kind);
            if (!row) {
                const name = el("dt");
                const value = el("dd", "kind-value");
                const more = el("dd", "kind-more");
                row = { node: el("div", "kind", name, value, more), name, value, more };
                this.rows.set(total.kind, row);
            }
            setText(row.name, known(`kind.${total.kind}`) ?? total.kind);
            setText(row.value, format.number(total.kind, total.value, total.quality));
            setText(row.more, parts(total, "figures.short"));
            setAttribute(row.node, "title", everything(total));
            setAttribute(row.node, "data-kind", total.kind);
            wanted.push(row.node);
        }
        const list = $("kinds");
        if (wanted.length !== list.children.length || wanted.some((node, index) => list.children[index] !== node)) list.replaceChildren(...wanted);
    }
}

/** "104 of 107 accounts · oldest 6 s". */
function parts(total, key) {
    const m = total.accountsCounted + total.accountsStale + total.accountsWithout;
    return t(key, { n: total.accountsCounted, m, age: format.age(total.oldestPartMilliseconds) });
}

/** The same with what is left out. */
function everything(total) {
    const words = [parts(total, "figures.parts")];
    if (total.accountsStale > 0) words.push(t("figures.stale", { n: total.accountsStale }));
    if (total.accountsWithout > 0) words.push(t("figures.without", { n: total.accountsWithout }));
    return words.join(" · ");
}
