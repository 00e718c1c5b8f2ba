import type { Clock, Log } from '../../controller/ports.ts';

const LOG_EVERY_MS = 10_000;

/** Counts what no frame was made of, and says so at most every ten seconds: noise must not fill the log. */
export class Discards {
  total = 0;
  readonly #bus: string;
  readonly #clock: Clock;
  readonly #log: Log;
  #unsaid = 0;
  #saidAtMs = Number.NEGATIVE_INFINITY;

  constructor(bus: string, clock: Clock, log: Log) {
    this.#bus = bus;
    this.#clock = clock;
    this.#log = log;
  }

  add(bytes: number): void {
    if (bytes === 0) return;
    this.total += bytes;
    this.#unsaid += bytes;
    const { monotonicMs } = this.#clock.read();
    if (monotonicMs - this.#saidAtMs < LOG_EVERY_MS) return;
    this.#log.warn('bytes-discarded', { bus: this.#bus, bytes: this.#unsaid, total: this.total });
    this.#unsaid = 0;
    this.#saidAtMs = monotonicMs;
  }
}
