import type { Reported } from '../contract/messages.ts';
import type { DocumentName } from '../contract/topics.ts';
import type { HubDatabase } from './hub-database.ts';

/** `reported` is not signed: a lead beyond this is nonsense, not a restored backup. */
const BELIEVED_LEAD = 1_000_000;

export interface ShelvedDocument {
  readonly name: DocumentName;
  readonly revision: number;
  readonly parts: number;
  readonly reported: Reported | null;
}

/** Which revision of each document a locker ought to have, and which one it said to have. */
export class DocumentShelf {
  readonly #db: HubDatabase;

  constructor(db: HubDatabase) {
    this.#db = db;
  }

  /**
   * The revision of `content` (its hash): the same as before while nothing changed, else one more. `parts` never
   * shrinks, so that no part of an older revision stays retained at the broker: what is left over travels empty.
   * Where the locker reported a later revision than the hub knows (a hub restored from a backup), it goes beyond that.
   */
  revise(lockerId: string, name: DocumentName, content: string, parts: number): { revision: number; parts: number } {
    const sql = `INSERT INTO documents (locker, name, revision, parts, content) VALUES (?, ?, 1, ?, ?)
      ON CONFLICT (locker, name) DO UPDATE SET
        revision = CASE
          WHEN reported ->> 'revision' BETWEEN revision + 1 AND revision + ${BELIEVED_LEAD} THEN 1 + (reported ->> 'revision')
          ELSE revision + (content <> excluded.content OR parts < excluded.parts) END,
        parts = max(parts, excluded.parts), content = excluded.content
      RETURNING revision, parts`;
    const row = this.#db.one<{ revision: number; parts: number }>(sql, lockerId, name, parts, content);
    if (row === undefined) throw new Error('an upsert returned nothing');
    return row;
  }

  /** 0 before the first. */
  revision(lockerId: string, name: DocumentName): number {
    const sql = 'SELECT revision FROM documents WHERE locker = ? AND name = ?';
    return this.#db.one<{ revision: number }>(sql, lockerId, name)?.revision ?? 0;
  }

  setReported(lockerId: string, name: DocumentName, reported: Reported): void {
    const sql = `INSERT INTO documents (locker, name, revision, parts, content, reported) VALUES (?, ?, 0, 0, '', ?)
      ON CONFLICT (locker, name) DO UPDATE SET reported = excluded.reported`;
    this.#db.run(sql, lockerId, name, JSON.stringify(reported));
  }

  of(lockerId: string): readonly ShelvedDocument[] {
    const sql = 'SELECT name, revision, parts, reported FROM documents WHERE locker = ? ORDER BY name';
    const rows = this.#db.all<Omit<ShelvedDocument, 'reported'> & { reported: string | null }>(sql, lockerId);
    return rows.map((row) => ({ ...row, reported: row.reported === null ? null : JSON.parse(row.reported) }));
  }

  /** The highest believable revision that any locker reported of a document; 0 for none. */
  highestReported(name: DocumentName): number {
    const sql = `SELECT coalesce(max(reported ->> 'revision'), 0) AS highest FROM documents
      WHERE name = ? AND reported ->> 'revision' <= ${BELIEVED_LEAD}`;
    return this.#db.one<{ highest: number }>(sql, name)?.highest ?? 0;
  }

  /** The newest key manifest, signed by root. */
  manifest(): { readonly version: number; readonly token: string } | undefined {
    return this.#db.one('SELECT version, token FROM manifest WHERE one = 1');
  }

  setManifest(version: number, token: string): void {
    this.#db.run('INSERT OR REPLACE INTO manifest (one, version, token) VALUES (1, ?, ?)', version, token);
  }
}
