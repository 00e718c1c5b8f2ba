import type { Cancel, Scheduler } from '../../src/controller/ports.ts';
import type { FakeTime } from './time.ts';

/** The timers of one process: all of them die with it, while the time of the house goes on. */
export class MortalScheduler implements Scheduler {
  readonly #time: FakeTime;
  readonly #cancels = new Set<Cancel>();
  #alive = true;

  constructor(time: FakeTime) {
    this.#time = time;
  }

  after(ms: number, run: () => void): Cancel {
    return this.#own(this.#time.scheduler.after(ms, () => this.#alive && run()));
  }

  every(ms: number, run: () => void): Cancel {
    return this.#own(this.#time.scheduler.every(ms, () => this.#alive && run()));
  }

  #own(cancel: Cancel): Cancel {
    if (!this.#alive) {
      cancel();
      return cancel;
    }
    this.#cancels.add(cancel);
    return () => {
      this.#cancels.delete(cancel);
      cancel();
    };
  }

  kill(): void {
    this.#alive = false;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
