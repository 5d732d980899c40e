// Which broadcast: the list at the head of the page, by campaign where there are any.

import { el } from "./dom.js";
import * as format from "./format.js";
import { t } from "./strings.js";

const AHEAD = new Set(["draft", "scheduled", "preparing", "ready"]);

export const byStart = (a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1);

/** Those of a series have one title: their place and their day tell them apart. */
function words(one) {
    const place = one.series ? [`${one.series.number}/${one.series.of}`, format.moment(one.startsAt)] : [];
    return [one.title, ...place, t(`phase.${one.phase}`)].join(" · ");
}

/** The first that has not begun and still can: a draft whose start is over, and any whose whole time is, wait for nobody. */
export function nextOf(members, now) {
    return members.filter((one) => one.rehearses === undefined && AHEAD.has(one.phase) && (one.phase === "draft" ? one.startsAt >= now : one.startsAt + one.lengthMilliseconds > now)).sort(byStart)[0];
}

/** The campaign, how many are on air, and which comes next. Rehearsals count for neither. */
export function heading(campaign, members, now) {
    const onAir = members.filter((one) => one.rehearses === undefined && one.phase === "on-air").length;
    const next = nextOf(members, now);
    const parts = [campaign];
    if (onAir > 0) parts.push(t("campaign.onAir", { n: onAir }));
    if (next) parts.push(t("campaign.next", { time: format.moment(next.startsAt), title: next.title }));
    if (onAir === 0 && !next) parts.push(t("campaign.nothing"));
    return parts.join(" · ");
}

/** What the list shows: `[heading, [[id, words], …]]` for each group; the heading is null where nothing belongs to a campaign. */
export function groups(broadcasts, now) {
    const campaigns = new Map();
    for (const one of broadcasts) {
        const key = one.campaign ?? null;
        campaigns.set(key, [...(campaigns.get(key) ?? []), one]);
    }
    const entries = (members) => members.map((one) => [one.id, words(one)]);
    const loose = campaigns.get(null) ?? [];
    campaigns.delete(null);
    if (campaigns.size === 0) return [[null, entries(loose)]];
    const named = [...campaigns].sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([campaign, members]) => [heading(campaign, members, now), entries([...members].sort(byStart))]);
    return loose.length > 0 ? [...named, [t("campaign.none"), entries(loose)]] : named;
}

/** The nodes of a `select`. */
export function options(listed) {
    return listed.flatMap(([label, entries]) => {
        const made = entries.map(([id, text]) => {
            const option = el("option", "", text);
            option.value = id;
            return option;
        });
        if (label === null) return made;
        const group = el("optgroup", "", ...made);
        group.label = label;
        return [group];
    });
}
