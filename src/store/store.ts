/**
 * larder.db: one connection, one door.
 *
 *   transact(fn) ─▶ BEGIN IMMEDIATE ─▶ fn(tx) ─▶ floor := now ─▶ COMMIT (fsync) ─▶ listeners ─▶ result
 *          ▲                             └─ throws ─▶ ROLLBACK, nothing happened
 *          └── the full disk got some ballast back ◀──┘
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clock, Random, Store, Tx } from '../controller/ports.ts';
import { type Moment, momentOf } from '../core/clock.ts';
import type { DiskReport } from '../core/disk.ts';
import type { JournalEvent } from '../core/event.ts';
import type { LossReason } from '../core/storage-loss.ts';
import { DiskGuard } from './disk-guard.ts';
import { readFloor, writeFloor } from './journal.ts';
import { openOrReplace } from './lost-database.ts';
import { condemn, databasePath } from './set-aside.ts';
import { Statements } from './statements.ts';
import { isCorruption, StoreError } from './store-error.ts';
import { transactionOf } from './transaction.ts';
import { bearWitness } from './witness.ts';

/** Enough for a stable 99th percentile of the recent past. */
const COMMIT_SAMPLES = 512;

export interface StoreOptions {
  /** The state directory; the database is `larder.db` in it. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Watches over the same directory; one of its own unless told. */
  readonly guard?: DiskGuard;
  /** The cabinet had a database before: where there is none now, it was lost. */
  readonly usedBefore?: boolean;
}

export class SqliteStore implements Store {
  readonly #options: StoreOptions;
  readonly #guard: DiskGuard;
  readonly #db: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #end: StatementSync;
  readonly #sql: Statements;
  readonly #commitMs: number[] = [];
  readonly #listeners: ((events: readonly JournalEvent[]) => void)[] = [];
  readonly #tx: Tx;
  #floorMs = 0;
  /** The moment of the transaction under way, and what it has appended. */
  #now: Moment | undefined;
  #events: JournalEvent[] = [];
  /** What the transaction under way lowers the floor to. */
  #resetFloorMs: number | undefined;
  #condemned: LossReason | undefined;
  readonly #condemnedListeners: ((reason: LossReason) => void)[] = [];

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#guard = options.guard ?? new DiskGuard(options.directory, options.clock.read().wallMs);
    this.#db = this.#open();
    this.#begin = this.#db.prepare('BEGIN IMMEDIATE');
    this.#end = this.#db.prepare('COMMIT');
    this.#sql = new Statements(this.#db);
    this.#tx = transactionOf(
      this.#sql,
      () => this.#moment(),
      (event) => this.#events.push(event),
      (atMs) => {
        this.#resetFloorMs = atMs;
      },
    );
    this.#floorMs = readFloor(this.#sql);
    if (this.transact((tx) => this.#guard.owesBallast(tx))) this.#guard.condition.setLow(true, this.#nowMs());
  }

  /** Opening takes room too: the log and its index are made anew. */
  #open(): DatabaseSync {
    const { directory, random, usedBefore = false } = this.#options;
    const newEpoch = (): string => Buffer.from(random.bytes(12)).toString('base64url');
    for (;;) {
      try {
        return openOrReplace({ directory, usedBefore, newEpoch, wallMs: this.#nowMs() });
      } catch (error) {
        if (!this.#guard.mayTryAgain(error, this.#nowMs())) throw error;
      }
    }
  }

  #nowMs(): number {
    return Math.max(this.#options.clock.read().wallMs, this.#floorMs);
  }

  #moment(): Moment {
    if (this.#now === undefined) throw new Error('a transaction is used after its end');
    return this.#now;
  }

  transact<T>(run: (tx: Tx) => T): T {
    if (this.#now !== undefined) throw new Error('transact() within transact(): pass the tx on instead.');
    if (this.#condemned) throw new StoreError('condemned', `The database is condemned as ${this.#condemned}.`);
    const now = momentOf(this.#options.clock.read(), this.#floorMs);
    for (;;) {
      try {
        return this.#once(run, now);
      } catch (error) {
        if (!this.#guard.mayTryAgain(error, now.atMs)) throw error;
      }
    }
  }

  #once<T>(run: (tx: Tx) => T, now: Moment): T {
    this.#now = now;
    this.#events = [];
    this.#resetFloorMs = undefined;
    let result: T;
    try {
      this.#begin.run();
      const before = this.#sql.changes;
      result = run(this.#tx);
      if (result instanceof Promise) throw new Error('transact() is synchronous: its function returned a promise.');
      if (this.#sql.changes === before && this.#resetFloorMs === undefined) this.#end.run();
      else this.#commit(now);
    } catch (error) {
      if (isCorruption(error)) this.condemn('damaged');
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#now = undefined;
    }
    const events = this.#events;
    if (events.length > 0) queueMicrotask(() => this.#tell(events));
    return result;
  }

  /** After the caller's own work: nothing stands between a commit and the pulse that waits for it. */
  #tell(events: readonly JournalEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }

  onEvents(listener: (events: readonly JournalEvent[]) => void): void {
    this.#listeners.push(listener);
  }

  /** A transaction that only read ends without it: it writes nothing, so it costs no fsync. */
  #commit(now: Moment): void {
    this.#guard.tellReleased(this.#tx);
    const floorMs = this.#resetFloorMs ?? now.atMs;
    // The newest event carries the floor; one that tells of a reset still has the old time.
    if (this.#events.length === 0 || floorMs !== now.atMs) writeFloor(this.#sql, floorMs);
    const startMs = this.#options.clock.read().monotonicMs;
    this.#end.run();
    this.#floorMs = floorMs;
    this.#guard.committed();
    this.#commitMs.push(this.#options.clock.read().monotonicMs - startMs);
    if (this.#commitMs.length > COMMIT_SAMPLES) this.#commitMs.shift();
  }

  bearWitness(): void {
    const { directory, random } = this.#options;
    bearWitness({ directory, random, databasePath: databasePath(directory), transact: (run) => this.transact(run) });
  }

  condemn(reason: LossReason): void {
    if (this.#condemned) return;
    this.#condemned = reason;
    queueMicrotask(() => {
      for (const listener of this.#condemnedListeners) listener(reason);
    });
    const { directory, clock } = this.#options;
    try {
      condemn(directory, reason, clock.read().wallMs);
    } catch {
      // A disk that refuses even this: the next start, or the hub, will find the same again.
    }
  }

  onCondemned(listener: (reason: LossReason) => void): void {
    this.#condemnedListeners.push(listener);
  }

  commitP99Ms(): number {
    const sorted = [...this.#commitMs].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  }

  disk(): DiskReport {
    return this.#guard.report();
  }

  canRecord(): boolean {
    return !this.#guard.condition.refuses;
  }

  onDisk(listener: () => void): void {
    this.#guard.condition.onChange(listener);
  }

  close(): void {
    this.#db.close();
  }
}
