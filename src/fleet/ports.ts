/** What the hub needs of the world. The platform room's clock, scheduler and random fit these shapes as they are. */
import type { ClockReading } from '../core/clock.ts';

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
