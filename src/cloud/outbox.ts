import type { Cancel, Clock, Log, Scheduler, Store } from '../controller/ports.ts';
import { type Batch, fillBatch } from './batch.ts';
import type { Flight } from './flight.ts';
import type { CloudTiming } from './timing.ts';

export interface OutboxOptions {
  readonly topic: string;
  readonly store: Store;
  readonly flight: Flight;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly timing: Pick<CloudTiming, 'firstAckMs' | 'ackTimeoutMs' | 'ackTimeoutCapMs' | 'resendQuietMs'>;
  /** No batch is larger. */
  readonly maxBatchBytes: number;
  readonly maxBatchEvents: number;
}

/** Batches read and sent before everything else in the process gets a turn: a door must never wait for a drain. */
const BATCHES_A_TURN = 2;
/** Events sent beyond what the hub has acknowledged: a hub that is away must not cost a whole drain each time-out. */
const MAX_BATCHES_AHEAD = 64;

/**
 * The drain of the journal over one connection.
 *
 *   store.journal ──► read after #cursor ──► batch ──► flight (≤ window) ──► broker ──► hub
 *        ▲ setAcked by the controller, then wake()  ◄───────────── ack ◄──────────────────┘
 *
 * INVARIANTS
 * 1. Nothing is forgotten here: only the controller's `setAcked` moves the acknowledged mark.
 * 2. `#cursor` goes forward only over events that were handed to the flight, or to where the hub acknowledged; it
 *    goes back only for a time-out, a refused message or the hub's wish.
 * 3. Reading and handing over are one synchronous run, so events leave in the order of `seq`; at most the flight's
 *    window of messages waits for a PUBACK, and at most `MAX_BATCHES_AHEAD` batches for the hub (one, once it has
 *    failed to answer).
 * 4. While something sent is unacknowledged, exactly one timer stands that will send it again.
 * 5. After `stop` nothing is read, sent or scheduled.
 */
export class Outbox {
  readonly #o: OutboxOptions;
  #phase: 'before' | 'awaiting-ack' | 'draining' | 'stopped' = 'before';
  #ackSeen = false;
  #ackApplied = false;
  /** The newest event sent. */
  #cursor = 0;
  #acked = 0;
  /** Time-outs and refusals since the hub last made progress. */
  #setbacks = 0;
  /** The last turn left something to send. */
  #backlog = false;
  /** After a refusal nothing is sent until the timer. */
  #held = false;
  #turn: 'none' | 'soon' | 'later' = 'none';
  #cancelTurn: Cancel | null = null;
  #cancelTimer: Cancel | null = null;
  #lastResend = { seq: 0, atMs: Number.NEGATIVE_INFINITY };

  constructor(options: OutboxOptions) {
    this.#o = options;
  }

  /** The connection is live. Waits for the hub's first ack, at most `firstAckMs`, so that nothing stored is resent. */
  start(): void {
    if (this.#phase !== 'before') return;
    this.#phase = 'awaiting-ack';
    if (this.#ackApplied) this.#drain();
    else this.#cancelTimer = this.#o.scheduler.after(this.#o.timing.firstAckMs, () => this.#drain());
  }

  stop(): void {
    this.#phase = 'stopped';
    this.#cancelTurn?.();
    this.#cancelTimer?.();
  }

  /** An `ack` came in on this connection; the controller calls `wake` once it has applied it. */
  ackArrived(): void {
    this.#ackSeen = true;
  }

  /** The journal grew or an ack was applied. Never sends from within: the caller may be inside a transaction. */
  wake(): void {
    this.#ackApplied ||= this.#ackSeen;
    if (this.#phase === 'awaiting-ack' && this.#ackApplied) this.#drain();
    else if (this.#backlog) this.#turnLater();
    else this.#turnSoon();
  }

  /** A PUBACK freed a slot. */
  slotFreed(): void {
    this.#turnLater();
  }

  /** Everything from `seq` once more, even below the acknowledged mark (a hub restored from a backup). */
  resendFrom(seq: number): void {
    const atMs = this.#o.clock.read().monotonicMs;
    const asked = seq >= this.#lastResend.seq && atMs - this.#lastResend.atMs < this.#o.timing.resendQuietMs;
    if (this.#phase === 'stopped' || asked) return;
    this.#lastResend = { seq, atMs };
    this.#cursor = Math.min(this.#cursor, Math.max(0, seq - 1));
    this.#turnSoon();
  }

  #drain(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const range = this.#fromStore(() => this.#o.store.transact((tx) => tx.journal.range()));
    this.#phase = 'draining';
    this.#acked = range?.acked ?? 0;
    const wished = this.#lastResend.seq > 0 ? this.#lastResend.seq - 1 : this.#acked;
    this.#cursor = Math.min(this.#acked, wished);
    this.#turnSoon();
  }

  #turnSoon(): void {
    if (this.#phase !== 'draining' || this.#turn === 'soon') return;
    this.#cancelTurn?.();
    this.#turn = 'soon';
    queueMicrotask(() => this.#takeTurn());
  }

  #turnLater(): void {
    if (this.#phase !== 'draining' || this.#turn !== 'none') return;
    this.#turn = 'later';
    this.#cancelTurn = this.#o.scheduler.after(0, () => this.#takeTurn());
  }

  #takeTurn(): void {
    this.#turn = 'none';
    if (this.#phase !== 'draining') return;
    for (let sent = 0; sent < BATCHES_A_TURN; sent += 1) {
      if (this.#held || this.#o.flight.free <= 0) break;
      const batch = this.#fromStore(() => this.#read());
      if (batch === undefined) break;
      this.#send(batch);
    }
    if (this.#backlog && !this.#held && this.#o.flight.free > 0) this.#turnLater();
    this.#watch();
  }

  /** The next batch, if the hub's acknowledgements let one go. */
  #read(): Batch | undefined {
    return this.#o.store.transact((tx) => {
      const range = tx.journal.range();
      this.#noteAcked(range.acked);
      const batchesAhead = this.#setbacks > 0 ? 1 : MAX_BATCHES_AHEAD;
      const room = batchesAhead * this.#o.maxBatchEvents - (this.#cursor - this.#acked);
      const limit = Math.min(room, this.#o.maxBatchEvents);
      this.#backlog = limit > 0 && this.#cursor < range.head;
      if (!this.#backlog) return undefined;
      const batch = fillBatch(range.epoch, tx.journal.after(this.#cursor, limit), this.#o.maxBatchBytes);
      this.#backlog = batch !== undefined && batch.lastSeq < range.head;
      return batch;
    });
  }

  #noteAcked(acked: number): void {
    if (acked <= this.#acked) return;
    this.#acked = acked;
    this.#cursor = Math.max(this.#cursor, acked);
    this.#setbacks = 0;
    if (this.#held) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #send(batch: Batch): void {
    this.#cursor = batch.lastSeq;
    this.#o.flight.publish(this.#o.topic, batch.payload).catch((error: unknown) => this.#refused(batch, error));
  }

  #refused(batch: Batch, error: unknown): void {
    if (this.#phase === 'stopped') return;
    const detail = error instanceof Error ? error.message : String(error);
    this.#o.log.warn('broker-refused', { what: 'events', firstSeq: batch.firstSeq, lastSeq: batch.lastSeq, detail });
    this.#held = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#watch();
  }

  #watch(): void {
    if (this.#cancelTimer !== null || (!this.#held && this.#cursor <= this.#acked)) return;
    const { ackTimeoutMs, ackTimeoutCapMs } = this.#o.timing;
    const waitMs = Math.min(ackTimeoutCapMs, ackTimeoutMs * 2 ** Math.min(20, this.#setbacks));
    this.#cancelTimer = this.#o.scheduler.after(waitMs, () => this.#sendAgain());
  }

  #sendAgain(): void {
    this.#cancelTimer = null;
    this.#held = false;
    const before = this.#acked;
    this.#fromStore(() => this.#o.store.transact((tx) => this.#noteAcked(tx.journal.range().acked)));
    if (this.#acked === before) {
      this.#setbacks += 1;
      this.#cursor = Math.min(this.#cursor, this.#acked);
    }
    this.#turnSoon();
  }

  /** The disk may refuse to be read; then the timer comes back to it. */
  #fromStore<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.#o.log.error('store-failed', { what: 'outbox', detail: error instanceof Error ? error.message : error });
      this.#held = true;
      return undefined;
    }
  }
}
