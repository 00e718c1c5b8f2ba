import type { Cancel, Clock, Scheduler } from '../../controller/ports.ts';

/**
 * One timer that can be put off cheaply: noise that comes in a thousand chunks costs no thousand timers. Never early,
 * though timers of the runtime cut off fractions of a millisecond.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #run: () => void;
  #atMs = Number.POSITIVE_INFINITY;
  #armedForMs = Number.POSITIVE_INFINITY;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, scheduler: Scheduler, run: () => void) {
    this.#clock = clock;
    this.#scheduler = scheduler;
    this.#run = run;
  }

  /** Runs at `atMs` of the monotonic clock, instead of when it was to run before. */
  set(atMs: number): void {
    this.#atMs = atMs;
    if (this.#cancel === undefined || atMs < this.#armedForMs) this.#arm();
  }

  clear(): void {
    this.#atMs = Number.POSITIVE_INFINITY;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(): void {
    this.#cancel?.();
    this.#armedForMs = this.#atMs;
    const waitMs = Math.max(0, this.#atMs - this.#clock.read().monotonicMs);
    this.#cancel = this.#scheduler.after(Math.ceil(waitMs), () => this.#due());
  }

  #due(): void {
    this.#cancel = undefined;
    if (this.#clock.read().monotonicMs < this.#atMs) {
      this.#arm();
      return;
    }
    this.#atMs = Number.POSITIVE_INFINITY;
    this.#run();
  }
}
