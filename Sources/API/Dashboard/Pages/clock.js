// A clock that the daemon sets and this page turns.

const JUMP = 750;

/**
 * Follows a value in milliseconds that the daemon sends about once a second. Between two messages it runs by itself;
 * a small difference is drawn in gently, so that digits neither stutter nor go back; a large one is taken over at once.
 */
export class FollowedClock {
    constructor() {
        this.anchor = null;
        this.running = false;
    }

    /** `rate` is 1 for a clock, -1 for a countdown, 0 for one that stands. */
    follow(value, rate, now = performance.now()) {
        if (value === null || value === undefined) {
            this.anchor = null;
            return;
        }
        const mine = this.rate === rate ? this.read(now) : null;
        const error = mine === null ? null : value - mine;
        this.rate = rate;
        this.anchor = error === null || rate === 0 || Math.abs(error) > JUMP ? value : mine + error / 4;
        this.since = now;
    }

    /** Milliseconds now, or null when there is nothing to show. */
    read(now = performance.now()) {
        return this.anchor === null ? null : this.anchor + this.rate * (now - this.since);
    }
}
