// The merged curve, drawn by hand: sharp on any screen, honest about gaps.

import { compact, moment, span } from "./format.js";

const STEPS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400].map((s) => s * 1000);

/** A round upper end and step for `peak`, with three or four lines. */
export function rise(peak) {
    const rough = Math.max(peak, 4) / 3;
    const ten = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(1, [1, 2, 2.5, 5, 10].map((n) => n * ten).find((n) => n >= rough && Number.isInteger(n)) ?? 10 * ten);
    return { step, top: Math.ceil(peak * 1.04 / step) * step || step };
}

/** Distance of the marks along the time axis, so that there are at most `most` of them. */
export function pace(length, most) {
    return STEPS.find((step) => length / step <= most) ?? STEPS[STEPS.length - 1];
}

export class Curve {
    constructor(canvas) {
        this.canvas = canvas;
        this.model = null;
        this.size = null;
        new ResizeObserver(() => this.draw()).observe(canvas.parentElement);
    }

    /** `marks` are moments worth a tick on the axis: cues that were fired. */
    update(points, peak, airedAt, marks, emptyText) {
        this.model = { points, peak, airedAt, marks, emptyText };
        this.draw();
    }

    draw() {
        if (!this.model) return;
        const box = this.canvas.parentElement.getBoundingClientRect();
        if (box.width < 40 || box.height < 30) return;
        const ratio = window.devicePixelRatio || 1;
        const width = Math.round(box.width * ratio);
        const height = Math.round(box.height * ratio);
        if (this.canvas.width !== width || this.canvas.height !== height) {
            this.canvas.width = width;
            this.canvas.height = height;
            this.canvas.style.width = `${box.width}px`;
            this.canvas.style.height = `${box.height}px`;
        }
        const pen = this.canvas.getContext("2d");
        pen.setTransform(ratio, 0, 0, ratio, 0, 0);
        pen.clearRect(0, 0, box.width, box.height);
        const look = getComputedStyle(this.canvas);
        this.ink = (name) => look.getPropertyValue(name).trim();
        this.unit = parseFloat(look.fontSize);
        pen.font = `${this.unit}px ${look.fontFamily}`;
        if (this.model.points.length === 0) {
            pen.fillStyle = this.ink("--quiet");
            pen.textAlign = "center";
            pen.textBaseline = "middle";
            pen.fillText(this.model.emptyText, box.width / 2, box.height / 2);
            return;
        }
        this.plot(pen, box.width, box.height);
    }

    plot(pen, width, height) {
        const { points, peak, airedAt, marks } = this.model;
        const first = points[0].at;
        const last = Math.max(points[points.length - 1].at, first + 10_000);
        const most = points.reduce((top, point) => Math.max(top, point.value), peak?.at >= first ? peak.value : 0);
        const scale = rise(most);
        const labels = [];
        for (let value = 0; value <= scale.top; value += scale.step) labels.push(value);
        const left = Math.max(...labels.map((value) => pen.measureText(compact(value)).width)) + this.unit * 0.6;
        const area = { x: left, y: this.unit * 1.5, w: width - left - this.unit * 0.5, h: height - this.unit * 3 };
        const x = (at) => area.x + (at - first) / (last - first) * area.w;
        const y = (value) => area.y + area.h - value / scale.top * area.h;

        pen.lineWidth = 1;
        pen.textBaseline = "middle";
        pen.textAlign = "right";
        for (const value of labels) {
            const at = Math.round(y(value)) + 0.5;
            pen.strokeStyle = this.ink(value === 0 ? "--line-strong" : "--line");
            pen.beginPath();
            pen.moveTo(area.x, at);
            pen.lineTo(area.x + area.w, at);
            pen.stroke();
            pen.fillStyle = this.ink("--quiet");
            pen.fillText(compact(value), left - this.unit * 0.6, at);
        }
        this.times(pen, area, x, first, last, airedAt);

        pen.fillStyle = this.ink("--text-soft");
        for (const at of marks) {
            if (at >= first && at <= last) pen.fillRect(Math.round(x(at)), area.y + area.h - 4, 1, 4);
        }
        this.line(pen, area, x, y, points);
        if (peak && peak.at >= first && peak.at <= last) this.peak(pen, area, x(peak.at), y(peak.value), peak.value);
    }

    times(pen, area, x, first, last, airedAt) {
        const origin = airedAt && airedAt <= last ? airedAt : null;
        const step = pace(last - first, Math.max(2, Math.floor(area.w / (this.unit * 4.6))));
        const base = origin ?? new Date(first).setHours(0, 0, 0, 0);
        pen.textBaseline = "alphabetic";
        pen.textAlign = "center";
        pen.fillStyle = this.ink("--quiet");
        for (let at = base + Math.ceil((first - base) / step) * step; at <= last; at += step) {
            const text = origin ? span(Math.round((at - origin) / 1000)) : moment(at, step < 60_000);
            const half = pen.measureText(text).width / 2;
            const middle = Math.min(Math.max(x(at), area.x + half * 0.4), area.x + area.w - half + this.unit * 0.4);
            pen.fillText(text, middle, area.y + area.h + this.unit * 1.3);
        }
    }

    line(pen, area, x, y, points) {
        const gap = 4 * usualDistance(points);
        const runs = [];
        for (const [index, point] of points.entries()) {
            if (index === 0 || point.at - points[index - 1].at > gap) runs.push([]);
            runs[runs.length - 1].push(point);
        }
        const wash = pen.createLinearGradient(0, area.y, 0, area.y + area.h);
        wash.addColorStop(0, this.ink("--curve-wash"));
        wash.addColorStop(1, this.ink("--curve-fade"));
        pen.lineJoin = "round";
        pen.lineCap = "round";
        for (const run of runs) {
            pen.beginPath();
            for (const point of run) pen.lineTo(x(point.at), y(point.value));
            pen.strokeStyle = this.ink("--curve");
            pen.lineWidth = 1.75;
            if (run.length === 1) pen.lineTo(x(run[0].at) + 0.1, y(run[0].value));
            pen.stroke();
            pen.lineTo(x(run[run.length - 1].at), area.y + area.h);
            pen.lineTo(x(run[0].at), area.y + area.h);
            pen.closePath();
            pen.fillStyle = wash;
            pen.fill();
        }
    }

    peak(pen, area, x, y, value) {
        pen.beginPath();
        pen.arc(x, y, 3.2, 0, 2 * Math.PI);
        pen.fillStyle = this.ink("--ground");
        pen.fill();
        pen.lineWidth = 1.75;
        pen.strokeStyle = this.ink("--text");
        pen.stroke();
        const text = compact(value);
        const half = pen.measureText(text).width / 2;
        pen.fillStyle = this.ink("--text");
        pen.textAlign = "center";
        pen.textBaseline = "alphabetic";
        pen.fillText(text, Math.min(Math.max(x, area.x + half), area.x + area.w - half), y - 7);
    }
}

/** The median distance of two points: what a gap is measured against. */
function usualDistance(points) {
    if (points.length < 3) return Infinity;
    const distances = points.slice(1).map((point, index) => point.at - points[index].at).sort((a, b) => a - b);
    return Math.max(1000, distances[Math.floor(distances.length / 2)]);
}
