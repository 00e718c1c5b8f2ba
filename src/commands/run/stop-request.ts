import type { Log, Scheduler } from '../../controller/ports.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** The whole stop. The unit's TimeoutStopSec is longer. */
const STOP_LIMIT_MS = 4_500;

/**
 * Somebody wants the daemon to end. Heard from the first moment on, and only once: a second signal must not cut off
 * what the first one has begun to end in order. What hangs all the same ends with the process after 4.5 s.
 */
export class StopRequest {
  /** Resolves with the signal's name. */
  readonly asked: Promise<string>;
  log: Log | undefined;
  /** What is being done: named when it hangs. */
  #doing = 'start';

  constructor(scheduler: Scheduler) {
    this.asked = new Promise((resolve) => {
      for (const signal of SIGNALS) process.on(signal, () => resolve(signal));
    });
    void this.asked.then(() => scheduler.after(STOP_LIMIT_MS, () => this.#force()));
  }

  /** Ends one part after the other; one that fails does not keep the rest. */
  async end(parts: Readonly<Record<string, () => unknown>>): Promise<void> {
    for (const [name, end] of Object.entries(parts)) {
      this.#doing = name;
      try {
        await end();
      } catch (error) {
        this.log?.error('stop-forced', { part: name, message: error instanceof Error ? error.message : String(error) });
      }
    }
  }

  #force(): void {
    const message = `did not come to an end within ${STOP_LIMIT_MS} ms: the process ends all the same`;
    this.log?.error('stop-forced', { part: this.#doing, message });
    process.exit(0);
  }
}
