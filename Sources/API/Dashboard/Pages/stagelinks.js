// Links to the stage's screen: who may see it without signing in. The secret of a new one is made here and shown once.

import { $, el, setAttribute, setText, show } from "./dom.js";
import * as format from "./format.js";
import { t } from "./strings.js";
import { toastRefusal } from "./toasts.js";
import { wire } from "./wire.js";

const HOUR = 3_600_000;
const LIVES = [["", "links.always"], [String(12 * HOUR), "links.halfDay"], [String(72 * HOUR), "links.threeDays"], [String(30 * 24 * HOUR), "links.month"]];

export class StageLinks {
    constructor() {
        this.broadcast = null;
        $("links-close").addEventListener("click", () => $("links").close());
        $("links").addEventListener("click", (event) => {
            if (event.target === $("links")) $("links").close();
        });
        // What was shown once is gone from the page with the dialog.
        $("links").addEventListener("close", () => this.forget());
        $("new-link").addEventListener("submit", (event) => {
            event.preventDefault();
            void this.make();
        });
        $("made-copy").addEventListener("click", async () => {
            try {
                await navigator.clipboard.writeText($("made-address").textContent);
                setText($("made-copy"), t("empty.copied"));
            } catch {
                getSelection().selectAllChildren($("made-address"));
            }
        });
    }

    open(broadcast) {
        this.broadcast = broadcast;
        this.forget();
        $("link-life").replaceChildren(...LIVES.map(([value, key]) => {
            const option = el("option", "", t(key));
            option.value = value;
            return option;
        }));
        $("links").showModal();
        return this.list();
    }

    forget() {
        setText($("made-address"), "");
        show($("made"), false);
        $("link-name").value = "";
    }

    async list() {
        let links;
        try {
            links = await wire.stageLinks(this.broadcast);
        } catch (refusal) {
            return toastRefusal(refusal);
        }
        setAttribute($("links-list"), "data-none", links.length === 0 ? "" : null);
        $("links-list").replaceChildren(...links.map((link) => {
            const until = link.expired ? t("links.expired") : link.expiresAt ? t("links.until", { time: format.moment(link.expiresAt) }) : t("links.always");
            const button = el("button", "danger", t("links.revoke"));
            button.type = "button";
            button.addEventListener("click", () => void this.revoke(link, button));
            return el("li", "", el("strong", "", link.name), el("span", "soft", until), button);
        }));
        if (links.length === 0) $("links-list").append(el("li", "", t("links.none")));
    }

    async make() {
        const name = $("link-name").value.trim();
        if (name === "" || $("link-make").disabled) return;
        const token = [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        const life = $("link-life").value;
        $("link-make").disabled = true;
        try {
            await wire.makeStageLink(this.broadcast, life === "" ? { name, token } : { name, token, lifetimeMilliseconds: Number(life) });
            setText($("made-address"), `${location.origin}/stage#${token}`);
            setText($("made-copy"), t("empty.copy"));
            show($("made"), true);
            $("link-name").value = "";
        } catch (refusal) {
            toastRefusal(refusal);
        } finally {
            $("link-make").disabled = false;
        }
        await this.list();
    }

    async revoke(link, button) {
        button.disabled = true;
        try {
            await wire.revokeStageLink(this.broadcast, link.id);
        } catch (refusal) {
            toastRefusal(refusal);
        }
        await this.list();
    }
}
