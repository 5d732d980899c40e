// Numbers as people read them. Absent is a dash, never zero.

import { language } from "./strings.js";

export const DASH = "–";
const two = (n) => String(n).padStart(2, "0");

/** `00:42:17`, from whole seconds. */
export function clock(seconds) {
    const s = Math.abs(seconds);
    return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** `0:41`, `12:05`, `1:02:30`, from whole seconds. */
export function span(seconds) {
    const s = Math.abs(seconds);
    const h = Math.floor(s / 3600);
    return h > 0 ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** A wait from whole seconds: `7 s`, then `1:05`. */
export function wait(seconds) {
    return seconds < 60 ? age(seconds * 1000) : span(seconds);
}

/** `12 s`, `4 min`, `2 h`: an age at a glance. */
export function age(milliseconds) {
    const s = Math.max(0, Math.round(milliseconds / 1000));
    const zh = language() === "zh";
    if (s < 120) return zh ? `${s} 秒` : `${s} s`;
    if (s < 7200) return zh ? `${Math.round(s / 60)} 分` : `${Math.round(s / 60)} min`;
    return zh ? `${Math.round(s / 3600)} 小时` : `${Math.round(s / 3600)} h`;
}

/** `0.1s`, `3.4s`, `12s`. */
export function lag(milliseconds) {
    const s = milliseconds / 1000;
    return s < 9.95 ? `${s.toFixed(1)}s` : `${Math.round(s)}s`;
}

/** `4.2M`, `830k`; a dash for nothing. */
export function rate(bits) {
    if (!bits) return DASH;
    if (bits >= 999_500) return `${(bits / 1e6).toFixed(bits >= 99.5e6 ? 0 : 1)}M`;
    return `${Math.round(bits / 1000)}k`;
}

/** `4.20 Mbit/s`. */
export function longRate(bits) {
    if (!bits) return DASH;
    return bits >= 999_500 ? `${(bits / 1e6).toFixed(2)} Mbit/s` : `${Math.round(bits / 1000)} kbit/s`;
}

export function bytes(count) {
    const units = ["B", "kB", "MB", "GB", "TB"];
    let value = count;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
    }
    return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${units[unit]}`;
}

export function whole(n) {
    return Math.trunc(n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `8412`, `1.2万`, `3.4亿`; in English `8412`, `12.4k`, `3.4M`. */
export function compact(n) {
    const steps = language() === "zh" ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"], [1e4, "k", 1e3]];
    for (const [from, unit, by] of steps) {
        if (n >= from) {
            const value = n / (by ?? from);
            return `${value < 100 ? trimmed(value) : Math.floor(value)}${unit}`;
        }
    }
    return String(Math.trunc(n));
}

const trimmed = (value) => (Math.floor(value * 10) / 10).toFixed(1).replace(/\.0$/, "");

/** Fen as yuan, exact: `¥61,000,000.00`. */
export function money(fen) {
    const sign = fen < 0 ? "-" : "";
    const all = Math.abs(fen);
    return `${sign}¥${whole(Math.floor(all / 100))}.${two(all % 100)}`;
}

/** Says how far a number may be trusted: `≈` for approximate, a `+` for a lower bound. */
export function trusted(text, quality) {
    return quality === "approximate" ? `≈${text}` : quality === "at-least" ? `${text}+` : text;
}

export function number(kind, value, quality) {
    return trusted(kind === "gmv-fen" ? money(value) : whole(value), quality);
}

/** Half a day: nearer than this a time of day says which day it is, past midnight too. */
const NEAR = 12 * 3_600_000;

/** Time of day where the reader is; with the date when it is another day and not near. */
export function moment(milliseconds, withSeconds = false) {
    const date = new Date(milliseconds);
    const time = `${two(date.getHours())}:${two(date.getMinutes())}${withSeconds ? `:${two(date.getSeconds())}` : ""}`;
    const isPlain = Math.abs(milliseconds - Date.now()) < NEAR || date.toDateString() === new Date().toDateString();
    return isPlain ? time : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}
