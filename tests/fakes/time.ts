import type { Cancel, MachineClock, Scheduler } from '../../src/controller/ports.ts';
import { isVouched } from '../../src/core/clock-trust.ts';

interface Timer {
  dueMs: number;
  readonly order: number;
  readonly everyMs: number | undefined;
  readonly run: () => void;
}

/**
 * Time that stands still until a test moves it. Timers run in the order they are due (equal ones in the order they
 * were asked for), and everything that hangs on promises or ticks settles before the next one.
 */
export class FakeTime {
  /** What the clock reads; a test may write all of them. */
  wallMs: number;
  monotonicMs = 1_000;
  /** The system says that NTP did it. */
  synchronised = true;
  /** What a battery clock says; it goes on with the time. */
  batteryMs: number | null = null;
  #batteryBelieved = false;
  bootId = 'boot-1';
  /** When this boot began: what the clock reads as monotonic counts from here. */
  bootedMs = 0;

  readonly clock: MachineClock = {
    read: () => ({
      wallMs: this.wallMs,
      monotonicMs: this.monotonicMs - this.bootedMs,
      bootId: this.bootId,
      synchronised: isVouched(this.clock.evidence(), this.wallMs, this.#batteryBelieved),
    }),
    evidence: () => ({ ntp: this.synchronised, batteryMs: this.batteryMs }),
    believeBattery: (agrees) => {
      this.#batteryBelieved = agrees;
    },
    ask: () => {},
  };
  readonly scheduler: Scheduler = {
    after: (ms, run) => this.#add(ms, undefined, run),
    every: (ms, run) => this.#add(ms, Math.max(1, ms), run),
  };
  /** The same time in the words of the simulator. */
  readonly timers = {
    after: (ms: number, fn: () => void): Cancel => this.#add(ms, undefined, fn),
    nowMs: (): number => this.monotonicMs,
  };

  readonly #timers = new Set<Timer>();
  #asked = 0;

  constructor(wallMs: number = Date.parse('2026-11-01T08:00:00Z')) {
    this.wallMs = wallMs;
  }

  /** Timers not yet run: a test of `stop()` asserts 0. */
  get pending(): number {
    return this.#timers.size;
  }

  /** The wall clock jumps, by NTP or by hand; no timer moves. */
  stepWall(ms: number): void {
    this.wallMs += ms;
  }

  /** Lets `ms` go by on both clocks. */
  async advance(ms: number): Promise<void> {
    const endMs = this.monotonicMs + ms;
    await this.settle();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#moveTo(next.dueMs);
      if (next.everyMs === undefined) this.#timers.delete(next);
      else next.dueMs += next.everyMs;
      next.run();
      await this.settle();
    }
    this.#moveTo(endMs);
  }

  /** Runs what waits for promises and ticks, without letting time go by. */
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #moveTo(monotonicMs: number): void {
    this.wallMs += monotonicMs - this.monotonicMs;
    if (this.batteryMs !== null) this.batteryMs += monotonicMs - this.monotonicMs;
    this.monotonicMs = monotonicMs;
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > endMs) continue;
      const sooner = first === undefined || timer.dueMs < first.dueMs;
      if (sooner || (timer.dueMs === first?.dueMs && timer.order < first.order)) first = timer;
    }
    return first;
  }

  #add(ms: number, everyMs: number | undefined, run: () => void): Cancel {
    this.#asked += 1;
    const timer: Timer = { dueMs: this.monotonicMs + Math.max(0, ms), order: this.#asked, everyMs, run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }
}
