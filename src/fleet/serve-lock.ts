import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ok, type Result } from '../core/result.ts';
import { failure, type HubFailure } from './failure.ts';

/**
 * One serving hub for a directory: an exclusive SQLite lock, which the system lets go when the process dies, however
 * it dies. Returns how to release it; fails with `already-serving`.
 */
export function takeServeLock(directory: string): Result<() => void, HubFailure> {
  const db = new DatabaseSync(join(directory, 'serving.lock'), { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch {
    db.close();
    return failure('already-serving', `Another process serves ${directory} already: stop it first.`);
  }
  return ok(() => db.close());
}
