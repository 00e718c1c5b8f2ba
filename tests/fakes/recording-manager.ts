import type { ServiceManager, ServiceNews } from '../../src/controller/service-manager.ts';
import type { FakeTime } from './time.ts';

/** A service manager that remembers when it was fed, and the last words that it heard. */
export class RecordingManager implements ServiceManager {
  readonly watchdogMs = 30_000;
  readonly fedMs: number[] = [];
  status = '';
  readonly #time: FakeTime;

  constructor(time: FakeTime) {
    this.#time = time;
  }

  tell({ alive, status }: ServiceNews): void {
    if (alive) this.fedMs.push(this.#time.monotonicMs);
    if (status) this.status = status;
  }

  /** The longest time without being fed since `sinceMs`, up to now. */
  longestHungerMs(sinceMs: number): number {
    const moments = [sinceMs, ...this.fedMs.filter((ms) => ms >= sinceMs), this.#time.monotonicMs];
    return Math.max(...moments.slice(1).map((ms, at) => ms - (moments[at] ?? 0)));
  }
}
