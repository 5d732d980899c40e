// The accounts: counts, trouble, and everybody else.

import { $, el, icon, place, setAttribute, setText, show } from "./dom.js";
import { STATES, stateWord } from "./destination.js";
import { Tile } from "./tile.js";

export class Accounts {
    constructor({ onOpen, onRetry }) {
        this.calls = { onOpen, onRetry };
        this.tiles = new Map();
        this.wanted = "";
        this.stop = null;
        $("filter").addEventListener("input", () => this.filter($("filter").value));
        $("fields").addEventListener("keydown", (event) => this.walk(event));
        $("fields").addEventListener("focusin", (event) => {
            const tile = this.tiles.get(event.target.closest(".tile")?.dataset.account);
            if (tile) this.setStop(tile);
        });
    }

    /** `mayCommand` decides whether tiles made from now on have a button. */
    reset(mayCommand) {
        this.tiles.clear();
        this.stop = null;
        $("trouble").replaceChildren();
        $("steady").replaceChildren();
        this.options = { onOpen: this.calls.onOpen, onRetry: mayCommand ? this.calls.onRetry : null };
    }

    update(board, now) {
        const trouble = [];
        const steady = [];
        const present = new Set();
        for (const destination of board.destinations) {
            let tile = this.tiles.get(destination.account);
            if (!tile) {
                tile = new Tile(destination.account, this.options);
                this.tiles.set(destination.account, tile);
            }
            present.add(destination.account);
            tile.update(destination, now);
            this.sift(tile);
            (destination.isTrouble ? trouble : steady).push(tile.node);
        }
        for (const account of this.tiles.keys()) {
            if (!present.has(account)) this.tiles.delete(account);
        }
        const focused = document.activeElement;
        place($("trouble"), trouble);
        place($("steady"), steady);
        if (focused?.isConnected && focused !== document.activeElement && focused.closest(".tile")) focused.focus({ preventScroll: true });
        this.order = [...trouble, ...steady];
        if (!this.stop || !this.stop.node.isConnected) this.setStop(this.tiles.get(this.order[0]?.dataset.account) ?? null);
        this.count(board.counts);
        this.none();
    }

    count(counts) {
        setText($("count-live"), String(counts.live));
        setText($("count-trouble"), String(counts.trouble));
        setText($("count-total"), String(counts.total));
        setAttribute($("count-trouble-box"), "data-some", counts.trouble > 0 ? "" : null);
        const states = Object.entries(counts.byState).filter(([state, n]) => n > 0 && state !== "live").sort(([a], [b]) => STATES.indexOf(a) - STATES.indexOf(b));
        const signature = JSON.stringify(states) + document.documentElement.lang;
        if (signature === this.signature) return;
        this.signature = signature;
        $("by-state").replaceChildren(...states.map(([state, n]) => {
            const item = el("li", "", icon(state), el("b", "", String(n)), ` ${stateWord(state)}`);
            item.dataset.state = state;
            return item;
        }));
    }

    tick(now) {
        for (const node of $("trouble").children) this.tiles.get(node.dataset.account)?.tick(now);
    }

    filter(text) {
        this.wanted = text.trim().toLowerCase();
        for (const tile of this.tiles.values()) this.sift(tile);
        this.none();
    }

    sift(tile) {
        const { name, account, platform } = tile.destination;
        show(tile.node, this.wanted === "" || `${name} ${account} ${platform}`.toLowerCase().includes(this.wanted));
    }

    none() {
        show($("no-match"), this.wanted !== "" && !(this.order ?? []).some((node) => !node.hidden));
    }

    /** One tile is the tab stop; arrows go from there. */
    setStop(tile) {
        if (this.stop === tile) return;
        if (this.stop) this.stop.open.tabIndex = -1;
        this.stop = tile;
        if (tile) tile.open.tabIndex = 0;
    }

    focusTrouble() {
        const first = $("trouble").querySelector(".tile:not([hidden]) .tile-open");
        if (first) first.focus();
        return first !== null;
    }

    walk(event) {
        const from = event.target.closest(".tile");
        if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
        const all = this.order.filter((node) => !node.hidden);
        const index = all.indexOf(from);
        let to = null;
        if (event.key === "ArrowRight") to = all[index + 1];
        else if (event.key === "ArrowLeft") to = all[index - 1];
        else if (event.key === "Home") to = all[0];
        else if (event.key === "End") to = all[all.length - 1];
        else if (event.key === "ArrowDown" || event.key === "ArrowUp") to = nearest(all, from, event.key === "ArrowDown");
        else return;
        event.preventDefault();
        to?.querySelector(".tile-open").focus();
    }
}

/** The tile in the next row, down or up, that stands closest below or above `from`. */
function nearest(all, from, down) {
    const here = from.getBoundingClientRect();
    let best = null;
    let bestScore = Infinity;
    for (const node of all) {
        const there = node.getBoundingClientRect();
        const rise = down ? there.top - here.bottom : here.top - there.bottom;
        if (node === from || rise < -1) continue;
        const score = rise * 1000 + Math.abs(there.left - here.left);
        if (score < bestScore) [best, bestScore] = [node, score];
    }
    return best;
}
