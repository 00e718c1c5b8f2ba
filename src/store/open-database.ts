import { chmodSync, existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { diskTrouble, wordsOf } from './disk-trouble.ts';
import { MIGRATIONS } from './migrations.ts';
import { isCorruption, StoreError } from './store-error.ts';

/** Wait for somebody else's transaction (a technician's tool). The whole daemon waits, so less than a stop may take. */
const BUSY_MS = 500;

/** Older cores can lose committed data when the WAL is reset (02, The runtime). */
const LEAST_SQLITE = [3, 51, 3];

/** Where an ordinary log ends up between two checkpoints: one that a large document made longer gives the rest back. */
const WAL_KEPT_BYTES = 4_194_304;

function assertVersion(db: DatabaseSync): void {
  const text = String(db.prepare('SELECT sqlite_version() AS v').get()?.v);
  const version = text.split('.').map(Number);
  const at = LEAST_SQLITE.findIndex((least, i) => (version[i] ?? 0) !== least);
  if (at >= 0 && (version[at] ?? 0) < (LEAST_SQLITE[at] ?? 0)) {
    throw new StoreError('too-old-sqlite', `SQLite ${text} can lose committed data: run the pinned Node (npm ci).`);
  }
}

function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function assertDurable(db: DatabaseSync, path: string): void {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  if (pragma(db, 'journal_mode') !== 'wal' || pragma(db, 'synchronous') !== 2) {
    throw new StoreError('wrong-mode', `${path}: cannot use write-ahead logging here; keep the state on a local disk.`);
  }
  db.exec(`PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}`);
}

function assertWhole(db: DatabaseSync, path: string): void {
  const verdict = pragma(db, 'quick_check');
  if (verdict !== 'ok')
    throw new StoreError('corrupt', `${path} is damaged (${String(verdict)}): move it aside, keep it.`);
  const version = Number(pragma(db, 'user_version'));
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      'newer-schema',
      `${path} was written by a newer Larder (schema ${version}): install that one.`,
    );
  }
  // A new database gets its name when it is complete: one without a schema has lost it.
  if (version === 0) throw new StoreError('corrupt', `${path} is damaged (it is empty): move it aside, keep it.`);
}

/** What a fresh database is made with. */
export interface Fresh {
  readonly newEpoch: () => string;
  /** Facts that it has from its first commit on. */
  readonly facts?: Readonly<Record<string, string>>;
}

function migrate(db: DatabaseSync, { newEpoch, facts = {} }: Fresh): void {
  const version = Number(pragma(db, 'user_version'));
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.exec('BEGIN IMMEDIATE');
    db.exec(sql);
    db.exec(`PRAGMA user_version = ${index + 1}`);
    if (index === 0) {
      db.prepare('INSERT INTO journal_state (one, epoch, head, acked) VALUES (1, ?, 0, 0)').run(newEpoch());
      const put = db.prepare('INSERT INTO facts (name, value) VALUES (?, ?)');
      for (const [name, value] of Object.entries(facts)) put.run(name, value);
    }
    db.exec('COMMIT');
  }
}

/** Looks at the file without changing a byte of it, nor of its log. */
function examine(path: string, judge: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  try {
    assertVersion(db);
    assertWhole(db, path);
    judge(db);
  } finally {
    db.close();
  }
}

/**
 * Opens (or makes) a database that is durable, whole and of this program's schema. `judge` sees one that exists before
 * anything in it is changed, and throws when it must not be used.
 * @throws StoreError
 */
export function openDatabase(path: string, fresh: Fresh, judge: (db: DatabaseSync) => void = () => {}): DatabaseSync {
  let db: DatabaseSync | undefined;
  const isNew = !existsSync(path);
  try {
    if (!isNew) examine(path, judge);
    db = new DatabaseSync(path, { timeout: BUSY_MS });
    if (isNew) chmodSync(path, 0o600);
    assertVersion(db);
    assertDurable(db, path);
    migrate(db, fresh);
    return db;
  } catch (cause) {
    db?.close();
    // Nothing was in it: the next try makes it anew, and nobody takes it for one that was lost.
    if (isNew) for (const suffix of ['', '-wal', '-shm']) removeQuietly(`${path}${suffix}`);
    if (cause instanceof StoreError) throw cause;
    const trouble = diskTrouble(cause, dirname(path));
    if (trouble) throw new StoreError(trouble, `${path}: ${wordsOf(cause)}.`, { cause });
    const why = cause instanceof Error ? cause.message : String(cause);
    const code = isCorruption(cause) ? 'corrupt' : 'unusable';
    throw new StoreError(code, `${path}: ${why}. Check that the folder can be written and has space.`, { cause });
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that takes nothing gives nothing up either.
  }
}
