/** All time the simulator knows. A scenario test passes a fake one, so that a day of a cabinet takes seconds. */
export interface Timers {
  /** Runs `fn` once, `ms` milliseconds from now; equal delays run in the order asked. Returns how to cancel it. */
  after(ms: number, fn: () => void): () => void;
  /** Milliseconds on a clock that never steps; only differences mean anything. */
  nowMs(): number;
}

export function realTimers(): Timers {
  return {
    after(ms, fn) {
      const handle = setTimeout(fn, ms);
      return () => clearTimeout(handle);
    },
    nowMs: () => performance.now(),
  };
}
