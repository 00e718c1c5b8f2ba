import type { Cancel, Scheduler } from '../controller/ports.ts';

/** Node's timers run on the monotonic clock: a step of the wall clock moves none of them. */
export class SystemScheduler implements Scheduler {
  after(ms: number, run: () => void): Cancel {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  }

  every(ms: number, run: () => void): Cancel {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  }

  /** Does not keep the process alive by itself. */
  ifStillRunningAfter(ms: number, run: () => void): void {
    setTimeout(run, ms).unref();
  }
}
