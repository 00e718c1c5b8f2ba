/**
 * larder.db: one connection, one door.
 *
 *   transact(fn) ─▶ BEGIN IMMEDIATE ─▶ fn(tx) ─▶ floor := now ─▶ COMMIT (fsync) ─▶ listeners ─▶ result
 *                                        └─ throws ─▶ ROLLBACK, nothing happened
 */
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Random, Store, Tx } from '../controller/ports.ts';
import { type Moment, momentOf } from '../core/clock.ts';
import type { JournalEvent } from '../core/event.ts';
import { openDatabase } from './open-database.ts';
import { Statements } from './statements.ts';
import { factsTx, transactionOf } from './transaction.ts';

const FLOOR = 'clock-floor-ms';
/** Enough for a stable 99th percentile of the recent past. */
const COMMIT_SAMPLES = 512;

export interface StoreOptions {
  /** The state directory; the database is `larder.db` in it. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
}

export class SqliteStore implements Store {
  readonly #options: StoreOptions;
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #commitMs: number[] = [];
  readonly #listeners: ((events: readonly JournalEvent[]) => void)[] = [];
  #floorMs: number;
  #inTransaction = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    const newEpoch = (): string => Buffer.from(options.random.bytes(12)).toString('base64url');
    this.#db = openDatabase(join(options.directory, 'larder.db'), newEpoch);
    this.#sql = new Statements(this.#db);
    this.#floorMs = Number(factsTx(this.#sql).get(FLOOR) ?? 0);
  }

  transact<T>(run: (tx: Tx) => T): T {
    if (this.#inTransaction) throw new Error('transact() within transact(): pass the tx on instead.');
    const now: Moment = momentOf(this.#options.clock.read(), this.#floorMs);
    const events: JournalEvent[] = [];
    this.#inTransaction = true;
    let result: T;
    try {
      this.#sql.run('BEGIN IMMEDIATE');
      const before = this.#totalChanges();
      result = run(transactionOf(this.#sql, now, (event) => events.push(event)));
      if (result instanceof Promise) throw new Error('transact() is synchronous: its function returned a promise.');
      this.#commit(now, before);
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#inTransaction = false;
    }
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

  /** A transaction that only read writes nothing, so it costs no fsync. */
  #commit(now: Moment, changesBefore: number): void {
    if (this.#totalChanges() === changesBefore) {
      this.#sql.run('COMMIT');
      return;
    }
    factsTx(this.#sql).put(FLOOR, String(now.atMs));
    const start = this.#options.clock.read().monotonicMs;
    this.#sql.run('COMMIT');
    this.#floorMs = now.atMs;
    this.#commitMs.push(this.#options.clock.read().monotonicMs - start);
    if (this.#commitMs.length > COMMIT_SAMPLES) this.#commitMs.shift();
  }

  #totalChanges(): number {
    return Number(this.#sql.one('SELECT total_changes() AS changes')?.changes);
  }

  commitP99Ms(): number {
    const sorted = [...this.#commitMs].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  }

  freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#options.directory);
    return bavail * bsize;
  }

  close(): void {
    this.#db.close();
  }
}
