import type { JournalEvent } from '../core/event.ts';
import type { HubDatabase } from './hub-database.ts';

/** How far the events of one locker's epoch are stored: all up to `upto`, and none above `highest`. */
export interface Watermark {
  readonly upto: number;
  readonly highest: number;
}

export type Insert = 'new' | 'known' | 'conflict';

/** What the lockers said: each (locker, epoch, seq) once, and how far there is no gap. */
export class EventLog {
  readonly #db: HubDatabase;

  constructor(db: HubDatabase) {
    this.#db = db;
  }

  /** `conflict`: another event already has this number, so an epoch was used twice; the first one stays. */
  insert(lockerId: string, epoch: string, event: JournalEvent): Insert {
    const payload = JSON.stringify(event);
    const sql = 'INSERT INTO events (locker, epoch, seq, payload) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
    if (this.#db.run(sql, lockerId, epoch, event.seq, payload) === 1) return 'new';
    return this.#payload(lockerId, epoch, event.seq) === payload ? 'known' : 'conflict';
  }

  /** {0, 0} for an epoch never heard of. */
  watermark(lockerId: string, epoch: string): Watermark {
    const sql = 'SELECT upto, highest FROM watermarks WHERE locker = ? AND epoch = ?';
    return this.#db.one<Watermark>(sql, lockerId, epoch) ?? { upto: 0, highest: 0 };
  }

  setWatermark(lockerId: string, epoch: string, { upto, highest }: Watermark): void {
    const sql = 'INSERT OR REPLACE INTO watermarks (locker, epoch, upto, highest) VALUES (?, ?, ?, ?)';
    this.#db.run(sql, lockerId, epoch, upto, highest);
  }

  get(lockerId: string, epoch: string, seq: number): JournalEvent | undefined {
    const payload = this.#payload(lockerId, epoch, seq);
    return payload === undefined ? undefined : (JSON.parse(payload) as JournalEvent);
  }

  /** The stored events from `from` up to and including `to`, in order; there may be gaps. */
  range(lockerId: string, epoch: string, from: number, to: number): readonly JournalEvent[] {
    const sql = 'SELECT payload FROM events WHERE locker = ? AND epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq';
    const rows = this.#db.all<{ payload: string }>(sql, lockerId, epoch, from, to);
    return rows.map((row) => JSON.parse(row.payload) as JournalEvent);
  }

  /** Events that the locker no longer has and the hub never got: loss is declared, never silent. */
  addLoss(lockerId: string, epoch: string, first: number, last: number): void {
    const sql = 'INSERT OR IGNORE INTO losses (locker, epoch, first, last) VALUES (?, ?, ?, ?)';
    this.#db.run(sql, lockerId, epoch, first, last);
  }

  lostCount(lockerId: string): number {
    const sql = 'SELECT coalesce(sum(last - first + 1), 0) AS lost FROM losses WHERE locker = ?';
    return this.#db.one<{ lost: number }>(sql, lockerId)?.lost ?? 0;
  }

  #payload(lockerId: string, epoch: string, seq: number): string | undefined {
    const sql = 'SELECT payload FROM events WHERE locker = ? AND epoch = ? AND seq = ?';
    return this.#db.one<{ payload: string }>(sql, lockerId, epoch, seq)?.payload;
  }
}
