/** Time and chance: they always come in from outside, so that a day can run in a second and replay from a seed. */
import type { ClockReading } from './clock.ts';

export interface Clock {
  read(): ClockReading;
}

export type Cancel = () => void;

/** Monotonic timers: a step of the wall clock moves none of them. */
export interface Scheduler {
  after(ms: number, run: () => void): Cancel;
  every(ms: number, run: () => void): Cancel;
}

export interface Random {
  bytes(count: number): Uint8Array;
  /** Uniform in [0, 1). */
  uniform(): number;
}
