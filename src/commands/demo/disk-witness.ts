import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What the tour knows of one event in the daemon's own journal. */
export interface Written {
  readonly seq: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Looks into the daemon's database from outside, with a connection of its own: what it sees is committed. It can also
 * hold the write lock for a moment, so that the daemon cannot commit anything.
 */
export class DiskWitness {
  readonly #db: DatabaseSync;

  constructor(stateDirectory: string) {
    this.#db = new DatabaseSync(join(stateDirectory, 'larder.db'), { timeout: 5_000 });
  }

  /** Whether an intent to open this compartment is committed and not finished. */
  hasOpenIntent(compartment: number): boolean {
    const sql = "SELECT 1 FROM openings WHERE compartment = ? AND state IN ('opening', 'open', 'left-open')";
    return this.#db.prepare(sql).get(compartment) !== undefined;
  }

  events(type: string): Written[] {
    return this.#db
      .prepare('SELECT seq, type, data FROM journal WHERE type = ? ORDER BY seq')
      .all(type)
      .map((row) => ({ seq: Number(row.seq), type: String(row.type), data: JSON.parse(String(row.data)) }));
  }

  /** Sequence numbers of everything in the journal, and how far the hub acknowledged it. */
  journal(): { readonly head: number; readonly acked: number } {
    const row = this.#db.prepare('SELECT head, acked FROM journal_range').get();
    return { head: Number(row?.head), acked: Number(row?.acked) };
  }

  /** Nobody else can commit until `releaseCommits`. */
  holdCommits(): void {
    this.#db.exec('BEGIN IMMEDIATE');
  }

  releaseCommits(): void {
    this.#db.exec('ROLLBACK');
  }

  close(): void {
    this.#db.close();
  }
}
