import type { Cancel, Scheduler } from '../controller/ports.ts';
import type { Connection } from './link.ts';

export interface FlightOptions {
  readonly connection: Connection;
  /** Messages without PUBACK at one time; at least 1. */
  readonly limit: number;
  readonly scheduler: Scheduler;
  readonly pubackTimeoutMs: number;
  /** A slot is free again. */
  readonly onFree: () => void;
  /** No PUBACK came for `pubackTimeoutMs` while some were due. */
  readonly onStuck: () => void;
}

interface Waiting {
  readonly payload: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Everything of one connection that waits for a PUBACK.
 *
 * INVARIANTS
 * 1. Never more than `limit` messages are in flight: a slot is taken before `publish` is called and given back when
 *    its promise settles, however it does.
 * 2. Retained messages go before events when slots are scarce; of one topic only the newest waits.
 * 3. After `end` nothing is sent, no callback runs, and whatever still waited is rejected.
 */
export class Flight {
  readonly #options: FlightOptions;
  readonly #waiting = new Map<string, Waiting>();
  #inFlight = 0;
  #ended = false;
  #cancelStuck: Cancel | null = null;

  constructor(options: FlightOptions) {
    this.#options = options;
  }

  /** How many messages may be published now. */
  get free(): number {
    return this.#ended ? 0 : this.#options.limit - this.#inFlight;
  }

  /** Settles as the connection's own promise does. Rejects without a free slot: the caller looks first. */
  async publish(topic: string, payload: string, retain = false): Promise<void> {
    if (this.free <= 0) throw new Error(`no free slot to publish ${topic}`);
    this.#inFlight += 1;
    this.#watch();
    try {
      await this.#options.connection.publish(topic, payload, { qos: 1, retain });
    } finally {
      this.#inFlight -= 1;
      if (!this.#ended) this.#settled();
    }
  }

  /**
   * Now, or as soon as a slot is free. Resolves at the PUBACK, or when a newer word on the same topic takes its
   * place; rejects as `publish` does, and when the flight ends first.
   */
  publishRetained(topic: string, payload: string): Promise<void> {
    if (this.#ended) return Promise.reject(new Error('the connection ended'));
    return new Promise((resolve, reject) => {
      this.#waiting.get(topic)?.resolve();
      this.#waiting.delete(topic);
      this.#waiting.set(topic, { payload, resolve, reject });
      this.#sendWaiting();
    });
  }

  end(): void {
    this.#ended = true;
    this.#cancelStuck?.();
    for (const { reject } of this.#waiting.values()) reject(new Error('the connection ended'));
    this.#waiting.clear();
  }

  #settled(): void {
    this.#watch();
    this.#sendWaiting();
    if (this.free > 0) this.#options.onFree();
  }

  #sendWaiting(): void {
    for (const [topic, { payload, resolve, reject }] of this.#waiting) {
      if (this.free <= 0) return;
      this.#waiting.delete(topic);
      this.publish(topic, payload, true).then(resolve, reject);
    }
  }

  #watch(): void {
    this.#cancelStuck?.();
    this.#cancelStuck = null;
    if (this.#inFlight === 0) return;
    this.#cancelStuck = this.#options.scheduler.after(this.#options.pubackTimeoutMs, () => {
      if (!this.#ended) this.#options.onStuck();
    });
  }
}
