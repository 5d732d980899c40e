// What really happened: the timeline as a picture, and the log below it.

import { $, el, setText } from "./dom.js";
import * as format from "./format.js";
import { known, language, t } from "./strings.js";
import { toastRefusal } from "./toasts.js";
import { wire } from "./wire.js";

export class Record {
    constructor() {
        $("record-close").addEventListener("click", () => $("record").close());
        $("record").addEventListener("click", (event) => {
            if (event.target === $("record")) $("record").close();
        });
    }

    /** Reads both anew: the picture is of this moment. */
    async open(broadcast) {
        let entries;
        try {
            entries = await wire.asRun(broadcast.id);
        } catch (refusal) {
            return toastRefusal(refusal);
        }
        const picture = wire.timelinePath(broadcast.id, language());
        setText($("record-title"), t("record.of", { title: broadcast.title }));
        $("timeline").alt = t("record.picture");
        // The number keeps the browser from showing the picture of an earlier look.
        $("timeline").src = `${picture}&look=${Date.now()}`;
        $("timeline-save").href = picture;
        $("timeline-save").download = `${broadcast.id}.svg`;
        $("record-list").replaceChildren(...entries.map(row));
        if (entries.length === 0) $("record-list").append(el("li", "soft", t("record.none")));
        if (!$("record").open) $("record").showModal();
    }
}

function row(entry) {
    const late = entry.lateMilliseconds;
    const seconds = late === undefined ? null : Math.round(late / 1000);
    const drift = seconds === null || seconds === 0 ? "" : `${seconds > 0 ? "+" : "−"}${format.span(Math.abs(seconds))}`;
    const by = entry.by === "clock" ? t("record.clock") : entry.by;
    return el("li", "", el("span", "soft", format.moment(entry.at, true)), el("span", "", known(`asRun.${entry.action}`) ?? entry.action), el("strong", "", entry.title), el("span", "soft", drift), el("span", "soft", by));
}
