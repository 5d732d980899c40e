// Short messages: what a command came to.

import { $, el, icon } from "./dom.js";
import { t } from "./strings.js";

const STAYS = { done: 4000, failed: 20_000 };
const MOST = 4;

export function toast(kind, title, lines = []) {
    const close = el("button", "plain", t("toast.close"));
    close.type = "button";
    const node = el("div", "toast", icon(kind === "done" ? "check" : "warn"),
        el("div", "toast-words", el("strong", "", title), ...lines.map((line) => el("p", "", line))), close);
    node.dataset.kind = kind;
    const leave = () => {
        clearTimeout(timer);
        node.remove();
        if (!$("toasts").firstElementChild && $("toasts").matches(":popover-open")) $("toasts").hidePopover();
    };
    const timer = setTimeout(leave, STAYS[kind]);
    close.addEventListener("click", leave);
    $("toasts").append(node);
    while ($("toasts").children.length > MOST) $("toasts").firstElementChild.remove();
    // Shown anew, so that it stands above a dialog that was opened meanwhile.
    if ($("toasts").matches(":popover-open")) $("toasts").hidePopover();
    $("toasts").showPopover();
}

/** Says why the daemon did not do it, in its own words. */
export function toastRefusal(refusal) {
    const { status, problem } = refusal;
    if (status === 0) return toast("failed", t("toast.failed"), [t("toast.gone")]);
    const title = status === 409 && problem?.changes?.length ? t("toast.stale") : status === 403 ? t("toast.forbidden") : t("toast.failed");
    const lines = [problem?.detail || problem?.title || `HTTP ${status}`];
    for (const change of (problem?.changes ?? []).slice(0, 3)) lines.push(t("toast.change", change));
    return toast("failed", title, lines);
}
