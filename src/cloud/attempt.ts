import { MAX_BATCH_EVENTS, MAX_MESSAGE_BYTES } from '../contract/messages.ts';
import { buildTopic, lockerSubscriptions } from '../contract/topics.ts';
import type { Clock, CloudListener, Log, Scheduler, Store } from '../controller/ports.ts';
import { reasonOfCode } from './close-reason.ts';
import { Flight } from './flight.ts';
import { type BrokerLink, type CloseReason, type Connection, LinkRefusal, type OpenInfo } from './link.ts';
import { Outbox } from './outbox.ts';
import type { CloudTiming } from './timing.ts';

export interface AttemptOptions {
  readonly lockerId: string;
  readonly link: BrokerLink;
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly timing: CloudTiming;
  readonly listener: CloudListener;
  /** The connection is over, or none came about; called once, never from within `start`. */
  readonly onOver: (reason: CloseReason) => void;
}

/** QoS 1 messages without PUBACK, whatever more a broker would take (04, Driving mqtt). */
const MAX_WINDOW = 64;

/**
 * One attempt to be connected, from its number to its end.
 *
 *   connect ──CONNACK──► subscribe ──SUBACK──► status ──PUBACK──► live: drain the journal ──► over
 *
 * Subscribed before the status is out, so that the hub's answer to the status is never missed.
 *
 * INVARIANTS
 * 1. `listener.disconnected` follows every `listener.connected`, and nothing of this attempt calls back after it.
 * 2. The first reason why it ended is the one that is told.
 */
export class Attempt {
  readonly #o: AttemptOptions;
  #connection: Connection | null = null;
  #flight: Flight | null = null;
  #outbox: Outbox | null = null;
  #will = '';
  #online: (() => Promise<unknown>) | null = null;
  #live = false;
  #reason: CloseReason | null = null;
  #over = false;

  constructor(options: AttemptOptions) {
    this.#o = options;
  }

  get live(): boolean {
    return this.#live;
  }

  /** Throws when the connection number cannot be made durable or the link cannot even begin. */
  start(): void {
    const { listener, link, lockerId } = this.#o;
    const status = listener.status(listener.nextConnection());
    this.#will = JSON.stringify(status.will);
    this.#online = status.online;
    this.#connection = link.connect({
      clientId: lockerId,
      will: { topic: this.#statusTopic, payload: this.#will },
      onOpen: (info) => this.#open(info, status.online),
      onMessage: (topic, payload) => this.#received(topic, payload),
      onClosed: (reason) => this.#closed(reason),
    });
  }

  wake(): void {
    this.#outbox?.wake();
  }

  resendFrom(seq: number): void {
    this.#outbox?.resendFrom(seq);
  }

  /** The status once more, freshly signed; nothing while not live. */
  announce(): void {
    if (!this.#live || this.#online === null) return;
    this.#online()
      .then((status) => this.publishRetained(this.#statusTopic, JSON.stringify(status)))
      .catch((error: unknown) => this.#o.log.warn('broker-refused', { what: 'status', detail: detailOf(error) }));
  }

  /** Ends; the next attempt is told again what the broker keeps. */
  renew(): void {
    this.#giveUp({ kind: 'lost', detail: 'to be renewed' });
  }

  /** False while not live. */
  publishRetained(topic: string, payload: string): boolean {
    if (!this.#live || this.#flight === null) return false;
    this.#flight.publishRetained(topic, payload).catch((error: unknown) => {
      if (this.#reason === null) this.#o.log.warn('broker-refused', { topic, detail: detailOf(error) });
    });
    return true;
  }

  /**
   * Says goodbye by the offline status and a DISCONNECT; after `stopMs`, or while not live, it just ends. Either way
   * `onOver` follows.
   */
  async leave(): Promise<void> {
    const connection = this.#connection;
    const flight = this.#flight;
    if (this.#over || connection === null) return;
    if (!this.#live || flight === null) return this.#giveUp({ kind: 'ended' });
    this.#outbox?.stop();
    const cancel = this.#o.scheduler.after(this.#o.timing.stopMs, () => this.#giveUp({ kind: 'ended' }));
    try {
      this.#notLive();
      await flight.publishRetained(this.#statusTopic, this.#will);
      await connection.close();
    } catch (error) {
      // The broker publishes the same words as our will.
      this.#o.log.warn('broker-lost', { what: 'goodbye', detail: detailOf(error) });
    } finally {
      cancel();
      this.#giveUp({ kind: 'ended' });
    }
  }

  get #statusTopic(): string {
    return buildTopic({ kind: 'status', lockerId: this.#o.lockerId });
  }

  #open(info: OpenInfo, online: () => Promise<unknown>): void {
    const { lockerId, scheduler, timing, log, store, clock } = this.#o;
    const connection = this.#connection;
    if (connection === null || this.#reason !== null) return;
    const flight = new Flight({
      connection,
      limit: Math.max(1, Math.min(info.receiveMaximum, MAX_WINDOW)),
      scheduler,
      pubackTimeoutMs: timing.pubackTimeoutMs,
      onFree: () => this.#outbox?.slotFreed(),
      onStuck: () => this.#giveUp({ kind: 'lost', detail: 'no PUBACK' }),
    });
    this.#flight = flight;
    this.#outbox = new Outbox({
      topic: buildTopic({ kind: 'events', lockerId }),
      store,
      flight,
      clock,
      scheduler,
      log,
      timing,
      maxBatchBytes: Math.min(MAX_MESSAGE_BYTES, info.maximumPacketBytes - 256),
      maxBatchEvents: MAX_BATCH_EVENTS,
    });
    this.#setUp(connection, info, online).catch((error: unknown) => this.#giveUp(reasonOfError(error)));
  }

  async #setUp(connection: Connection, info: OpenInfo, online: () => Promise<unknown>): Promise<void> {
    const { scheduler, timing, lockerId, log, listener } = this.#o;
    const cancel = scheduler.after(timing.setUpMs, () => this.#giveUp({ kind: 'lost', detail: 'set-up too slow' }));
    try {
      await connection.subscribe(lockerSubscriptions(lockerId));
      const status = JSON.stringify(await online());
      await connection.publish(this.#statusTopic, status, { qos: 1, retain: true });
    } finally {
      cancel();
    }
    if (this.#reason !== null) return;
    this.#live = true;
    log.info('broker-connected', { protocol: info.protocol, receiveMaximum: info.receiveMaximum });
    listener.connected();
    this.#outbox?.start();
  }

  #received(topic: string, payload: Uint8Array): void {
    this.#o.listener.received(topic, payload);
    if (topic === buildTopic({ kind: 'ack', lockerId: this.#o.lockerId })) this.#outbox?.ackArrived();
  }

  #giveUp(reason: CloseReason): void {
    this.#reason ??= reason;
    this.#quiet();
    this.#connection?.end();
  }

  #quiet(): void {
    this.#outbox?.stop();
    this.#flight?.end();
    this.#notLive();
  }

  #notLive(): void {
    if (!this.#live) return;
    this.#live = false;
    this.#o.listener.disconnected();
  }

  #closed(reason: CloseReason): void {
    if (this.#over) return;
    this.#over = true;
    this.#reason ??= reason;
    this.#quiet();
    this.#o.onOver(this.#reason);
  }
}

function reasonOfError(error: unknown): CloseReason {
  if (error instanceof LinkRefusal) return reasonOfCode(error.code);
  return { kind: 'lost', detail: `set-up failed: ${detailOf(error)}` };
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
