/**
 * Which database this cabinet runs on (05, When the database is lost): the one that ran here last, or a new one with
 * a new epoch and the word of a loss in it. A loss is never guessed at: what cannot be read for another reason (no
 * permission, a failing disk, a newer Larder) refuses the start and stays where it is.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { LOSS_FACT, type LossReason } from '../core/storage-loss.ts';
import { syncFolder } from './durable-file.ts';
import { type Fresh, openDatabase } from './open-database.ts';
import { condemn, databasePath, moveAside, removeSentence, sentenceOf } from './set-aside.ts';
import { StoreError } from './store-error.ts';
import { distrust, WITNESS_FACT, witnessPath } from './witness.ts';

export interface KeptWhere {
  readonly directory: string;
  readonly wallMs: number;
  readonly newEpoch: () => string;
  /** This cabinet had a database before, even if nothing of it is left in the folder. */
  readonly usedBefore: boolean;
}

/**
 * Opens the database of a state directory, or makes a new one.
 * @throws StoreError
 */
export function openOrReplace(where: KeptWhere): DatabaseSync {
  const { directory, wallMs, newEpoch, usedBefore } = where;
  const path = databasePath(directory);
  const begun = sentenceOf(directory, wallMs);
  if (begun) replace(where);
  else if (!existsSync(path)) {
    const hadOne = usedBefore || existsSync(witnessPath(directory)) || existsSync(`${path}-wal`);
    if (hadOne) replace(where, 'missing');
    else make(path, { newEpoch });
  }
  try {
    return openDatabase(path, { newEpoch }, (db) => assertLatest(db, directory));
  } catch (error) {
    const reason = error instanceof StoreError ? LOSSES[error.code] : undefined;
    if (reason === undefined) throw error;
    replace(where, reason);
    return openDatabase(path, { newEpoch });
  }
}

const LOSSES: Partial<Record<StoreError['code'], LossReason>> = { corrupt: 'damaged', restored: 'restored' };

/** Puts a new database in the place of the old one; goes on with what an earlier start began. */
function replace({ directory, wallMs, newEpoch }: KeptWhere, reason: LossReason = 'damaged'): void {
  const path = databasePath(directory);
  const sentence = condemn(directory, reason, wallMs);
  const keptAs = moveAside(directory, sentence);
  const loss = JSON.stringify({ reason: sentence.reason, keptAs });
  if (!existsSync(path)) make(path, { newEpoch, facts: { [LOSS_FACT]: loss } });
  removeSentence(directory);
}

/** Gets its name when it is complete: a power cut leaves a whole database, or none. */
function make(path: string, fresh: Fresh): void {
  const draft = `${path}.new`;
  for (const ending of ['', '-wal', '-shm']) rmSync(draft + ending, { force: true });
  openDatabase(draft, fresh).close();
  renameSync(draft, path);
  syncFolder(dirname(path));
}

function assertLatest(db: DatabaseSync, directory: string): void {
  const state = db
    .prepare('SELECT epoch, max(head, coalesce((SELECT max(seq) FROM journal), 0)) AS head FROM journal_state')
    .get();
  const fact = db.prepare('SELECT value FROM facts WHERE name = ?').get(WITNESS_FACT)?.value;
  const database = {
    epoch: String(state?.epoch),
    head: Number(state?.head),
    fact: fact === undefined ? undefined : String(fact),
  };
  const path = databasePath(directory);
  const why = distrust(directory, path, database);
  if (why !== undefined) throw new StoreError('restored', `${path} is not the database that ran here last: ${why}.`);
}
