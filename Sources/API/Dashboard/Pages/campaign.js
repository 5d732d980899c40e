// What runs beside the broadcast that is followed: the others of its campaign that are on air, and the one that comes next.

import { $, el, setText, show } from "./dom.js";
import { byStart, heading, nextOf } from "./picker.js";
import { t } from "./strings.js";

/** More that are on air stand in the list of broadcasts only. */
const MOST = 6;

export class CampaignBar {
    /** `onFollow` takes the id of the one that a hand chose. */
    constructor({ onFollow }) {
        this.onFollow = onFollow;
        this.shown = null;
    }

    update(broadcasts, chosen) {
        const campaign = broadcasts.find((one) => one.id === chosen)?.campaign;
        const members = campaign === undefined ? [] : broadcasts.filter((one) => one.campaign === campaign);
        show($("campaign"), members.length > 1);
        if (members.length <= 1) return;
        const now = Date.now();
        setText($("campaign-text"), heading(campaign, members, now));
        const next = nextOf(members, now);
        const running = members.filter((one) => one.phase === "on-air" && one.rehearses === undefined).sort(byStart);
        const others = (next ? [...running.slice(0, MOST), next] : running.slice(0, MOST)).filter((one) => one.id !== chosen)
            .map((one) => [one.id, one.series ? `${one.title} ${one.series.number}/${one.series.of}` : one.title, t(`phase.${one.phase}`), one.phase]);
        const signature = JSON.stringify(others);
        if (signature === this.shown) return;
        this.shown = signature;
        $("campaign-others").replaceChildren(...others.map(([id, title, word, phase]) => {
            const button = el("button", "plain", el("span", "", title), el("span", "campaign-phase", word));
            button.type = "button";
            button.dataset.broadcast = id;
            button.dataset.phase = phase;
            button.addEventListener("click", () => this.onFollow(id));
            return button;
        }));
    }
}
