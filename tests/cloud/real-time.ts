import type { Clock, Scheduler } from '../../src/controller/ports.ts';

/** The real clock, for tests against a real broker. */
export const realTime: { readonly clock: Clock; readonly scheduler: Scheduler } = {
  clock: {
    read: () => ({ wallMs: Date.now(), monotonicMs: performance.now(), bootId: 'boot-1', synchronised: true }),
  },
  scheduler: {
    after: (ms, run) => {
      const handle = setTimeout(run, ms);
      return () => clearTimeout(handle);
    },
    every: (ms, run) => {
      const handle = setInterval(run, ms);
      return () => clearInterval(handle);
    },
  },
};
