// One account. Made once, then written in place; it has two looks, a small one and a large one for trouble.

import { el, icon, setAttribute, setIcon, setText, show } from "./dom.js";
import { adviceWords, blameWord, faultWords, mayRetry, shownState, stateWord, timeWords, viewers } from "./destination.js";
import * as format from "./format.js";
import { language, t } from "./strings.js";

export class Tile {
    /** `onOpen(account)`; `onRetry(account)` or null where the reader may not command. */
    constructor(account, { onOpen, onRetry }) {
        this.account = account;
        this.mark = icon("idle");
        this.name = el("span", "tile-name");
        this.tier = icon("tier-long-tail");
        this.tier.classList.add("tile-tier");
        this.word = el("span", "tile-word");
        this.lag = el("span", "tile-lag");
        this.rate = el("span", "tile-rate");
        this.viewers = el("span", "tile-viewers");
        this.open = el("button", "tile-open",
            el("span", "tile-top", this.mark, this.name, this.tier),
            el("span", "tile-low", this.word, this.lag, this.rate, this.viewers));
        this.open.type = "button";
        this.open.tabIndex = -1;
        this.open.addEventListener("click", () => onOpen(account));
        this.node = el("li", "tile", this.open);
        this.node.dataset.account = account;
        this.onRetry = onRetry;
        this.large = null;
        this.retry = null;
    }

    update(destination, now) {
        this.destination = destination;
        const state = shownState(destination);
        setAttribute(this.node, "data-state", state);
        setAttribute(this.node, "data-large", destination.isTrouble ? "" : null);
        setIcon(this.mark, state);
        setIcon(this.tier, `tier-${destination.tier}`);
        setText(this.name, destination.name);
        setText(this.word, stateWord(state));
        const moving = destination.state === "live" || destination.state === "lagging";
        setText(this.lag, moving ? format.lag(destination.lagMilliseconds) : "");
        setText(this.rate, moving ? format.rate(destination.bitsPerSecond) : "");
        const number = viewers(destination);
        const figure = number ? format.compact(number.value) : "";
        setText(this.viewers, number?.stale ? `(${figure})` : number ? format.trusted(figure, number.quality) : "");
        setAttribute(this.viewers, "data-stale", number?.stale ? "" : null);
        setAttribute(this.open, "title", destination.name);
        if (destination.isTrouble) this.enlarge(destination, now);
        else this.shrink();
    }

    enlarge(destination, now) {
        if (!this.large) {
            this.fault = el("p", "tile-fault");
            this.blame = el("span", "tile-blame");
            this.time = el("span", "tile-time");
            this.advice = el("p", "tile-advice");
            this.facts = el("div", "tile-facts", this.blame, this.time);
            this.large = el("div", "tile-large", this.fault, this.advice, this.facts);
            this.node.append(this.large);
        }
        setText(this.fault, faultWords(destination, language()));
        setText(this.advice, adviceWords(destination));
        setText(this.blame, blameWord(destination));
        const offered = this.onRetry !== null && mayRetry(destination);
        if (offered && !this.retry) {
            this.retry = el("button", "tile-retry");
            this.retry.type = "button";
            this.retry.addEventListener("click", () => this.onRetry(this.account, this.retry));
            this.facts.append(this.retry);
        }
        if (this.retry) {
            show(this.retry, offered);
            setText(this.retry, t("do.retry"));
            setAttribute(this.retry, "aria-label", `${t("do.retry")}: ${destination.name}`);
        }
        this.tick(now);
    }

    shrink() {
        if (!this.large) return;
        this.large.remove();
        this.large = null;
        this.retry = null;
    }

    /** Turns the countdown of a tile in trouble. */
    tick(now) {
        if (this.large) setText(this.time, timeWords(this.destination, now));
    }
}
