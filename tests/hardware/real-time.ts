import { randomBytes, randomInt } from 'node:crypto';
import type { Clock, Random, Scheduler } from '../../src/controller/ports.ts';

/** The clock of this machine, for tests on real ports. */
export const realClock: Clock = {
  read: () => ({ wallMs: Date.now(), monotonicMs: performance.now(), bootId: 'this', synchronised: true }),
};

export const realScheduler: Scheduler = {
  after(ms, run) {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
  every(ms, run) {
    const handle = setInterval(run, ms);
    return () => clearInterval(handle);
  },
};

export const realRandom: Random = {
  bytes: (count) => randomBytes(count),
  uniform: () => randomInt(2 ** 32) / 2 ** 32,
};
