import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { MIGRATIONS } from './migrations.ts';

/** How long one process waits for another that writes to the same hub.db, milliseconds. */
const BUSY_MS = 5_000;

/**
 * The hub's one SQLite file: write-ahead log, `synchronous=FULL`, readable by its owner only (it holds code keys).
 * Several processes may have it open; each write is one immediate transaction.
 */
export class HubDatabase {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** @throws when the file cannot be opened, or was written by a newer Larder. */
  static open(path: string): HubDatabase {
    closeSync(openSync(path, 'a', 0o600));
    const db = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      const database = new HubDatabase(db);
      const mode = database.one<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode;
      if (mode !== 'wal') throw new Error(`${path}: journal mode is ${mode}, not wal (a network file system?)`);
      database.transact(() => database.#migrate(path));
      return database;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  #migrate(path: string): void {
    const from = this.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
    if (from > MIGRATIONS.length) {
      throw new Error(`${path} has schema ${from}, this Larder knows ${MIGRATIONS.length}: use the newer Larder`);
    }
    for (const migration of MIGRATIONS.slice(from)) this.#db.exec(migration);
    this.#db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  }

  /** Everything in `work` commits together or not at all; synchronous. Throws what `work` or the commit throws. */
  transact<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      this.#db.exec('COMMIT');
      return value;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes);
  }

  /** The first row; the caller names its columns, which the schema next door fixes. */
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  close(): void {
    this.#db.close();
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
