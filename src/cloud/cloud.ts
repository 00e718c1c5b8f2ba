import { MAX_MESSAGE_BYTES } from '../contract/messages.ts';
import type {
  Cancel,
  Clock,
  Cloud,
  CloudListener,
  CloudState,
  Log,
  Random,
  Scheduler,
  Store,
} from '../controller/ports.ts';
import { Attempt } from './attempt.ts';
import { isLongWait, retryDelayMs } from './backoff.ts';
import { adviceFor, describeReason } from './close-reason.ts';
import type { BrokerLink, CloseReason } from './link.ts';
import { CLOUD_TIMING, type CloudTiming } from './timing.ts';

export interface MqttCloudOptions {
  readonly lockerId: string;
  /** A function: what leads to a link that is loaded only when people have been let in. */
  readonly link: BrokerLink | (() => Promise<BrokerLink>);
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
  readonly timing?: Partial<CloudTiming>;
}

/**
 * The supervisor: one attempt after another, each with a delay of its own in between, until stopped.
 *
 * INVARIANTS
 * 1. While started, exactly one of these holds: an attempt is under way or live, or a retry is scheduled.
 * 2. An attempt that is over is forgotten before anything else is done about it.
 */
export class MqttCloud implements Cloud {
  readonly #o: MqttCloudOptions;
  readonly #timing: CloudTiming;
  #listener: CloudListener | null = null;
  #attempt: Attempt | null = null;
  #cancelRetry: Cancel | null = null;
  #failures = 0;
  #connections = 0;
  #liveSinceMs: number | null = null;
  #lastReason: string | null = null;
  #whenOver: (() => void) | null = null;

  constructor(options: MqttCloudOptions) {
    this.#o = options;
    this.#timing = { ...CLOUD_TIMING, ...options.timing };
  }

  start(listener: CloudListener): void {
    if (this.#listener !== null) throw new Error('the cloud is started already');
    this.#listener = listener;
    const { link } = this.#o;
    if (typeof link !== 'function') return this.#tryNow(listener, link);
    void link().then((loaded) => {
      if (this.#listener === listener) this.#tryNow(listener, loaded);
    });
  }

  /** Never rejects. With a live connection: the offline status, then DISCONNECT, all within `stopMs`. */
  async stop(): Promise<void> {
    this.#listener = null;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    const attempt = this.#attempt;
    if (attempt === null) return;
    const over = new Promise<void>((resolve) => {
      this.#whenOver = resolve;
    });
    await attempt.leave();
    await over;
  }

  wake(): void {
    this.#attempt?.wake();
  }

  resendFrom(seq: number): void {
    this.#attempt?.resendFrom(seq);
  }

  announce(): void {
    this.#attempt?.announce();
  }

  publishRetained(topic: string, payload: unknown): boolean {
    const text = JSON.stringify(payload);
    if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return this.#attempt?.publishRetained(topic, text) ?? false;
    this.#o.log.error('message-refused', { topic, bytes: Buffer.byteLength(text), limit: MAX_MESSAGE_BYTES });
    return this.#attempt?.live ?? false;
  }

  state(): CloudState {
    return {
      connected: this.#attempt?.live ?? false,
      reconnects: Math.max(0, this.#connections - 1),
      lastReason: this.#lastReason,
    };
  }

  #tryNow(listener: CloudListener, link: BrokerLink): void {
    this.#cancelRetry = null;
    const { store, clock, scheduler, log, lockerId } = this.#o;
    const attempt = new Attempt({
      ...{ link, store, clock, scheduler, log, lockerId },
      timing: this.#timing,
      listener: {
        nextConnection: () => listener.nextConnection(),
        status: (connection) => listener.status(connection),
        received: (topic, payload) => listener.received(topic, payload),
        connected: () => {
          this.#connections += 1;
          this.#liveSinceMs = clock.read().monotonicMs;
          listener.connected();
        },
        disconnected: () => listener.disconnected(),
        takenOver: () => listener.takenOver(),
      },
      onOver: (reason) => this.#over(reason, link),
    });
    this.#attempt = attempt;
    try {
      attempt.start();
    } catch (error) {
      this.#over({ kind: 'not-started', detail: error instanceof Error ? error.message : String(error) }, link);
    }
  }

  /** A disk that cannot record it must not stop the retries. */
  #tellTakenOver(listener: CloudListener): void {
    try {
      listener.takenOver();
    } catch (error) {
      this.#o.log.error('store-failed', { doing: 'session.taken-over', message: String(error) });
    }
  }

  #over(reason: CloseReason, link: BrokerLink): void {
    const livedMs = this.#liveSinceMs === null ? null : this.#o.clock.read().monotonicMs - this.#liveSinceMs;
    this.#attempt = null;
    this.#liveSinceMs = null;
    this.#lastReason = describeReason(reason);
    this.#whenOver?.();
    const listener = this.#listener;
    if (listener === null) return;
    if (reason.kind === 'taken-over') this.#tellTakenOver(listener);
    this.#failures = livedMs !== null && livedMs >= this.#timing.stableMs ? 1 : this.#failures + 1;
    const history = { failures: this.#failures, wasLive: livedMs !== null };
    const delayMs = Math.round(retryDelayMs(reason, history, this.#timing, this.#o.random.uniform()));
    const advice = adviceFor(reason);
    const told = { reason: this.#lastReason, ...(advice !== undefined && { advice }) };
    const fields = { ...told, failures: this.#failures, retryInMs: delayMs };
    if (isLongWait(reason)) this.#o.log.error('broker-refused', fields);
    else this.#o.log.warn('broker-lost', fields);
    this.#cancelRetry = this.#o.scheduler.after(delayMs, () => this.#tryNow(listener, link));
  }
}
