import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

export type Row = Record<string, unknown>;

/** Prepares each statement once and runs it by its text. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  /** Rows that `run` has changed so far. */
  changes = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  #of(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const prepared = this.#db.prepare(sql);
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  run(sql: string, ...values: SQLInputValue[]): number | bigint {
    const { changes, lastInsertRowid } = this.#of(sql).run(...values);
    this.changes += Number(changes);
    return lastInsertRowid;
  }

  one(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#of(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#of(sql).all(...values);
  }

  /** The JSON records of a table, as they were put. */
  records<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.all(sql, ...values).map((row) => JSON.parse(String(row.record)) as T);
  }

  record<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.records<T>(sql, ...values)[0];
  }
}
