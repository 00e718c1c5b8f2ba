import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Bucket } from '../../src/core/throttle.ts';
import { type OnDisk, readOnDisk } from '../scenarios/house-rules.ts';

export interface WrittenEvent {
  readonly seq: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The daemon's database, seen from outside by a connection of its own: what it tells is committed. */
export class JournalOnDisk {
  readonly #file: string;
  #db: DatabaseSync | undefined;

  constructor(stateDirectory: string) {
    this.#file = join(stateDirectory, 'larder.db');
  }

  /** Opened at the first question: by then the daemon has made it. */
  get #open(): DatabaseSync {
    this.#db ??= new DatabaseSync(this.#file, { readOnly: true, timeout: 5_000 });
    return this.#db;
  }

  events(): readonly WrittenEvent[] {
    const rows = this.#open.prepare('SELECT seq, type, data FROM journal ORDER BY seq').all();
    return rows.map((row) => ({
      seq: Number(row.seq),
      type: String(row.type),
      data: JSON.parse(String(row.data)) as WrittenEvent['data'],
    }));
  }

  read(): OnDisk {
    return readOnDisk(this.#open);
  }

  /** The keypad's bucket as it was last written; undefined while nobody has typed anything. */
  keypad(): Bucket | undefined {
    const value = this.#open.prepare("SELECT value FROM facts WHERE name = 'keypad-bucket'").get()?.value;
    return value === undefined ? undefined : (JSON.parse(String(value)) as Bucket);
  }

  /** How many events of that type, about that order if told. */
  tells(type: string, orderId?: string): number {
    const isMeant = (event: WrittenEvent): boolean => orderId === undefined || event.data.orderId === orderId;
    return this.events().filter((event) => event.type === type && isMeant(event)).length;
  }

  state(): { readonly head: number; readonly acked: number } {
    const row = this.#open.prepare('SELECT head, acked FROM journal_range').get();
    return { head: Number(row?.head), acked: Number(row?.acked) };
  }

  orderState(orderId: string): string | undefined {
    const state = this.#open.prepare('SELECT state FROM orders WHERE id = ?').get(orderId)?.state;
    return state === undefined ? undefined : String(state);
  }

  /** The state of the newest opening of a compartment. */
  openingState(compartment: number): string | undefined {
    const sql = 'SELECT state FROM openings WHERE compartment = ? ORDER BY id DESC LIMIT 1';
    const state = this.#open.prepare(sql).get(compartment)?.state;
    return state === undefined ? undefined : String(state);
  }

  revision(document: string): number {
    return Number(this.#open.prepare('SELECT revision FROM documents WHERE document = ?').get(document)?.revision ?? 0);
  }

  staffCount(): number {
    return Number(this.#open.prepare('SELECT count(*) AS count FROM staff').get()?.count);
  }

  /** What is wrong with the file or the numbering of its events; empty when all is well. */
  faults(): readonly string[] {
    const integrity = this.#open
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => String(row.integrity_check));
    const events = this.events();
    const gaps = events.filter(({ seq }, at) => seq !== at + 1).map(({ seq }, at) => `event ${seq} in place ${at + 1}`);
    const { head } = this.state();
    const short = head === events.length ? [] : [`the head is ${head}, the journal has ${events.length} events`];
    return [...integrity.filter((line) => line !== 'ok'), ...gaps, ...short];
  }

  /** Closes it until the next question. */
  close(): void {
    this.#db?.close();
    this.#db = undefined;
  }
}
