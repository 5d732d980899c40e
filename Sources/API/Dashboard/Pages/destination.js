// What one destination's fields come to, in words.

import * as format from "./format.js";
import { known, t } from "./strings.js";

const RETRYABLE = new Set(["needs-person", "refused", "waiting-to-retry"]);
export const STATES = ["live", "lagging", "connecting", "waiting-to-retry", "refused", "needs-person", "mismatch", "preparing", "idle", "ended"];

/** The state to show: bytes accepted while the platform says it is offline has a look of its own. */
export function shownState(destination) {
    const { state, isTrouble, platformWord } = destination;
    return isTrouble && state === "live" && platformWord === "offline" ? "mismatch" : state;
}

export const stateWord = (state) => known(`state.${state}`) ?? state;
export const mayRetry = (destination) => RETRYABLE.has(destination.state) && destination.desire === "on";

export function viewers(destination) {
    return destination.numbers.find((number) => number.kind === "concurrent") ?? null;
}

/** The fault in words: ours for a code we know, with the daemon's own sentence where it is in the reader's language. */
export function faultWords(destination, language) {
    const state = shownState(destination);
    if (state === "mismatch") return t("trouble.mismatch");
    if (state === "needs-person" && destination.personRequest) return destination.personRequest.what;
    if (state === "lagging") return t("trouble.lag", { lag: format.lag(destination.lagMilliseconds) });
    return sentence(destination.lastFault, language) ?? t("trouble.unknown");
}

export function sentence(fault, language) {
    if (!fault) return null;
    const ours = known(`fault.${fault.code}`);
    return language === "en" ? fault.message || ours : ours ?? fault.message;
}

export function blameWord(destination) {
    const state = shownState(destination);
    if (state === "needs-person") return t("blame.operator");
    if (state === "mismatch") return t("blame.platform");
    const { lastFault } = destination;
    if (!lastFault) return state === "lagging" ? t("blame.destination") : "";
    return known(`blame.${lastFault.blame}`) ?? lastFault.blame;
}

export function adviceWords(destination) {
    const state = shownState(destination);
    if (state === "lagging" || state === "mismatch") return t(`advice.${state}`);
    if (state === "needs-person" && destination.personRequest) {
        const { kind, location } = destination.personRequest;
        const doing = known(`request.${kind}`) ?? kind;
        return location ? `${doing} · ${t("trouble.where", { location })}` : doing;
    }
    return (destination.lastFault && known(`advice.${destination.lastFault.code}`)) ?? t("advice.other");
}

/** What the clock says about it at `now` (the daemon's time): next attempt, or how long a request is good for. */
export function timeWords(destination, now) {
    const until = destination.personRequest?.until;
    if (destination.state === "needs-person" && until) {
        const seconds = Math.ceil((until - now) / 1000);
        return seconds > 0 ? t("trouble.until", { span: format.wait(seconds) }) : t("trouble.expired");
    }
    if (destination.state === "waiting-to-retry" && destination.nextRetryAt) {
        const seconds = Math.ceil((destination.nextRetryAt - now) / 1000);
        const n = destination.attempt + 1;
        return seconds > 0 ? t("trouble.retryIn", { span: format.wait(seconds), n }) : t("trouble.retryNow", { n });
    }
    return destination.attempt > 1 ? t("trouble.attempt", { n: destination.attempt }) : "";
}
