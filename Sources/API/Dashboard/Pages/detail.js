// Everything about one account, in a dialog that goes on living while it is open.

import { $, el, icon, setAttribute, setText } from "./dom.js";
import { adviceWords, blameWord, faultWords, mayRetry, sentence, shownState, stateWord, timeWords } from "./destination.js";
import * as format from "./format.js";
import { known, language, t } from "./strings.js";

const MOVING = new Set(["live", "lagging", "connecting"]);

export class Detail {
    constructor(commands) {
        this.commands = commands;
        this.account = null;
        this.rows = new Map();
        $("detail-close").addEventListener("click", () => $("detail").close());
        $("detail").addEventListener("click", (event) => {
            if (event.target === $("detail")) $("detail").close();
        });
        $("detail").addEventListener("close", () => { this.account = null; });
    }

    open(account, board, now) {
        this.account = account;
        this.list = el("dl", "facts");
        this.rows.clear();
        this.trouble = el("div", "detail-trouble");
        $("detail-body").replaceChildren(this.trouble, this.list);
        this.actions();
        this.update(board, now);
        $("detail").showModal();
    }

    actions() {
        $("detail-end").replaceChildren();
        this.buttons = null;
        if (!this.commands.allowed) return;
        const button = (className, act) => {
            const node = el("button", className);
            node.type = "button";
            node.addEventListener("click", () => act(node));
            $("detail-end").append(node);
            return node;
        };
        this.buttons = {
            stop: button("", (node) => this.commands.stop(this.account, node)),
            resume: button("", (node) => this.commands.resume(this.account, node)),
            retry: button("strong", (node) => this.commands.retry(this.account, node)),
        };
    }

    update(board, now) {
        if (this.account === null) return;
        const destination = board.destinations.find((one) => one.account === this.account);
        if (!destination) return $("detail").close();
        const state = shownState(destination);
        setText($("detail-title"), destination.name);
        setAttribute($("detail"), "data-state", state);
        if (this.iconState !== state) {
            this.iconState = state;
            $("detail-icon").replaceChildren(icon(state));
        }
        setText($("detail-state"), [stateWord(state), timeWords(destination, now)].filter(Boolean).join(" · "));
        this.tell(destination);
        const rows = this.facts(destination, now);
        for (const [key, value] of rows) this.row(key, value);
        for (const [key, row] of this.rows) {
            if (!rows.some(([name]) => name === key)) {
                row.node.remove();
                this.rows.delete(key);
            }
        }
        if (this.buttons) {
            const { stop, resume, retry } = this.buttons;
            const onAir = board.broadcast.phase === "on-air";
            for (const [node, key] of [[stop, "do.stop"], [resume, "do.resumeDestination"], [retry, "do.retry"]]) setText(node, t(key));
            stop.hidden = !onAir || destination.desire !== "on";
            resume.hidden = !onAir || destination.desire !== "off";
            retry.hidden = !mayRetry(destination);
        }
    }

    tell(destination) {
        if (!destination.isTrouble) return this.trouble.replaceChildren();
        const words = [faultWords(destination, language()), adviceWords(destination), blameWord(destination)];
        const signature = words.join("\n");
        if (this.trouble.dataset.words === signature && this.trouble.firstChild) return;
        this.trouble.dataset.words = signature;
        this.trouble.replaceChildren(el("p", "tile-fault", words[0]), el("p", "tile-advice", words[1]), el("p", "tile-facts", el("span", "tile-blame", words[2])));
    }

    facts(destination, now) {
        const rows = [
            ["detail.account", destination.account],
            ["detail.platform", destination.platform],
            ["detail.tier", known(`tier.${destination.tier}`) ?? destination.tier],
        ];
        if (destination.server) rows.push(["detail.server", destination.server]);
        if (destination.platformWord) rows.push(["detail.platformWord", known(`word.${destination.platformWord}`) ?? destination.platformWord]);
        if (destination.liveSince) rows.push(["detail.since", `${format.moment(destination.liveSince, true)} (${format.span(Math.max(0, Math.floor((now - destination.liveSince) / 1000)))})`]);
        if (MOVING.has(destination.state)) rows.push(["detail.lag", format.lag(destination.lagMilliseconds)], ["detail.rate", format.longRate(destination.bitsPerSecond)]);
        rows.push(
            ["detail.sent", format.bytes(destination.bytesSent)],
            ["detail.reconnects", format.whole(destination.reconnects)],
            ["detail.dropped", format.whole(destination.messagesDropped)],
            ["detail.attempt", format.whole(destination.attempt)],
        );
        if (destination.lastFault) {
            const at = destination.lastFaultAt ? `${format.moment(destination.lastFaultAt, true)}  ` : "";
            const own = sentence(destination.lastFault, language());
            const message = destination.lastFault.message && destination.lastFault.message !== own ? `\n${destination.lastFault.message}` : "";
            rows.push(["detail.fault", `${at}${own}${message}`]);
        }
        for (const number of destination.numbers) {
            const text = t(number.stale ? "detail.numberStale" : "detail.number", {
                value: format.number(number.kind, number.value, number.quality), source: number.source, age: format.age(now - number.at),
            });
            rows.push([`kind.${number.kind}`, text]);
        }
        return rows;
    }

    row(key, value) {
        let row = this.rows.get(key);
        if (!row) {
            const name = el("dt");
            const what = el("dd");
            row = { node: el("div", "", name, what), name, what };
            this.rows.set(key, row);
            this.list.append(row.node);
        }
        setText(row.name, known(key) ?? key.replace("kind.", ""));
        setText(row.what, value);
    }
}
