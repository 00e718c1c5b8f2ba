/**
 * The hub's connection to the broker.
 *
 *   start ─▶ attempt: a new client ──connect──▶ subscribe ──▶ up ──close──▶ wait (jitter) ─▶ attempt …
 *
 * INVARIANTS
 * - One client at a time, one attempt each (`reconnectPeriod: 0`): mqtt stops for good after a CONNACK error otherwise.
 * - A publish is started only while up, and settles always: PUBACK, refusal, lost connection or time-out.
 * - Nothing of an older client is heard once a newer one was made.
 */
import mqtt, { type MqttClient } from 'mqtt';
import type { ClockReading } from '../core/clock.ts';
import type { Cancel, Clock, Random, Scheduler } from '../core/environment.ts';

export interface LinkOptions {
  readonly url: string;
  /** 5, or 4 for MQTT 3.1.1. */
  readonly protocol: 4 | 5;
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** The longest pause before another attempt at a broker that does not answer, milliseconds; 250 without it. */
  readonly retryMs?: number;
}

export interface Received {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** True when the broker had kept it from before: then nothing is known of its age. */
  readonly retained: boolean;
  readonly arrived: ClockReading;
}

export interface LinkListener {
  up(): void;
  down(reason: string): void;
  received(message: Received): void;
}

/** `published`: the broker has taken it. `refused`: by its access rules or limits. */
export type PublishOutcome = 'published' | 'refused' | 'not-connected' | 'no-answer';

const CONNECT_MS = 10_000;
const PUBACK_MS = 10_000;
/**
 * The hub comes back at once where lockers spread over 30 s: it must hear each of them connect, or it can make no
 * command for that connection (04: a clock is paired only from a status that was not retained).
 */
const RETRY_MS = 250;
/** A broker that answers and refuses is asked less and less often. */
const REFUSED_CAP_MS = 30_000;

export class HubLink {
  readonly #options: LinkOptions;
  #listener: LinkListener | undefined;
  #client: MqttClient | undefined;
  #up = false;
  /** In a row. */
  #refusals = 0;
  #reason = 'no answer';
  #cancelRetry: Cancel | undefined;
  readonly #pending = new Set<(outcome: PublishOutcome) => void>();

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#up;
  }

  start(listener: LinkListener): void {
    this.#listener = listener;
    this.#connect();
  }

  /** Never rejects; what is on its way counts as not answered. */
  async stop(): Promise<void> {
    this.#listener = undefined;
    this.#cancelRetry?.();
    const client = this.#client;
    this.#client = undefined;
    this.#settleAll();
    this.#up = false;
    if (!client) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.scheduler.after(1_000, () => client.end(true, {}, () => resolve()));
      client.end(false, {}, () => {
        cancel();
        resolve();
      });
    });
  }

  /** At QoS 1. `expiryS`: seconds after which an MQTT 5 broker need not deliver it any more. */
  publish(
    topic: string,
    payload: string,
    options: { readonly retain: boolean; readonly expiryS?: number },
  ): Promise<PublishOutcome> {
    const client = this.#client;
    if (!client || !this.#up) return Promise.resolve('not-connected');
    const { protocol, scheduler } = this.#options;
    const expiring = protocol === 5 && options.expiryS !== undefined;
    const properties = expiring ? { properties: { messageExpiryInterval: options.expiryS } } : {};
    return new Promise((resolve) => {
      const settle = (outcome: PublishOutcome): void => {
        if (!this.#pending.delete(settle)) return;
        cancel();
        resolve(outcome);
      };
      const cancel = scheduler.after(PUBACK_MS, () => settle('no-answer'));
      this.#pending.add(settle);
      client.publish(topic, payload, { qos: 1, retain: options.retain, ...properties }, (error) => {
        settle(error ? 'refused' : 'published');
      });
    });
  }

  #connect(): void {
    const { url, protocol, random } = this.#options;
    this.#reason = 'no answer';
    const client = mqtt.connect(url, {
      protocolVersion: protocol,
      clientId: `larder-hub-${Buffer.from(random.bytes(6)).toString('hex')}`,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_MS,
      keepalive: 30,
      queueQoSZero: false,
      resubscribe: false,
    });
    this.#client = client;
    const own = (): boolean => this.#client === client;
    client.on('error', (error) => {
      if (!own()) return;
      this.#reason = error.message || String(error);
      // The reason codes of MQTT are numbers, those of sockets are words.
      if ('code' in error && typeof error.code === 'number') this.#refusals += 1;
    });
    client.on('connect', () => own() && this.#subscribe(client));
    client.on('close', () => own() && this.#closed(client));
    client.on('message', (topic, payload, packet) => {
      const arrived = this.#options.clock.read();
      if (own()) this.#listener?.received({ topic, payload, retained: packet.retain, arrived });
    });
  }

  #subscribe(client: MqttClient): void {
    const stream: unknown = client.stream;
    if (typeof stream === 'object' && stream !== null && 'setNoDelay' in stream) {
      (stream as { setNoDelay(on: boolean): void }).setNoDelay(true);
    }
    const up = (): void => {
      if (this.#client !== client) return;
      this.#refusals = 0;
      this.#up = true;
      this.#listener?.up();
    };
    if (this.#options.subscriptions.length === 0) return up();
    client.subscribe([...this.#options.subscriptions], { qos: 1 }, (error, granted) => {
      const denied = error !== null || granted?.some((grant) => grant.qos === 128);
      if (!denied) return up();
      this.#reason = error?.message ?? 'the broker does not allow the subscriptions';
      this.#refusals += 1;
      client.end(true);
    });
  }

  #closed(client: MqttClient): void {
    const { scheduler, random } = this.#options;
    this.#client = undefined;
    this.#up = false;
    this.#settleAll();
    client.end(true);
    this.#listener?.down(this.#reason);
    const retryMs = this.#options.retryMs ?? RETRY_MS;
    const ceiling = Math.min(REFUSED_CAP_MS, retryMs * 2 ** Math.min(this.#refusals, 16));
    this.#cancelRetry = scheduler.after(random.uniform() * ceiling, () => this.#connect());
  }

  #settleAll(): void {
    for (const settle of [...this.#pending]) settle('not-connected');
  }
}
