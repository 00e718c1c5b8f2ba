import type { Timers } from '../../src/simulator/timers.ts';

interface Due {
  atMs: number;
  fn: () => void;
}

/** Time that passes only when a test says so. */
export class FakeTimers implements Timers {
  #nowMs = 0;
  #due: Due[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, fn: () => void): () => void {
    const due = { atMs: this.#nowMs + ms, fn };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  }

  /** Lets `ms` milliseconds pass, in order, including what is asked for on the way. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      // A stable sort: equal times run in the order asked.
      const next = this.#due.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      next.fn();
    }
    this.#nowMs = untilMs;
  }
}
