import type { Cancel, Log } from '../../controller/ports.ts';
import { endAtOnce } from '../../platform/end.ts';
import type { SystemScheduler } from '../../platform/scheduler.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** The whole stop. The unit's TimeoutStopSec is longer. */
const STOP_LIMIT_MS = 4_000;
/** What still runs after everything was ended is a thread that hangs in a driver. */
const LINGER_LIMIT_MS = 500;

/**
 * Somebody wants the daemon to end. Heard from the first moment on, and only once: a second signal must not cut off
 * what the first one has begun to end in order. What hangs all the same ends with the process after 4 s.
 */
export class StopRequest {
  /** Resolves with the signal's name, or the reason. */
  readonly asked: Promise<string>;
  /** The daemon itself finds that it must not go on. */
  readonly ask: (reason: string) => void;
  log: Log | undefined;
  readonly #scheduler: SystemScheduler;
  #cancelForce: Cancel = () => {};
  /** What is being done: named when it hangs. */
  #doing = 'start';

  constructor(scheduler: SystemScheduler) {
    this.#scheduler = scheduler;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.asked = promise;
    this.ask = resolve;
    for (const signal of SIGNALS) process.on(signal, () => resolve(signal));
    void this.asked.then(() => {
      this.#cancelForce = scheduler.after(STOP_LIMIT_MS, () => this.#force());
    });
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
    this.#doing = 'a thread of the runtime';
    this.#cancelForce();
    this.#scheduler.ifStillRunningAfter(LINGER_LIMIT_MS, () => this.#force());
  }

  #force(): void {
    this.log?.error('stop-forced', { part: this.#doing, message: 'hangs: the process ends all the same' });
    endAtOnce();
  }
}
