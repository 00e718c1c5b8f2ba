/**
 * A database that must not be used is moved aside under a dated name, with its log and its witness. It is never
 * deleted and never changed.
 *
 *   sentence written ─▶ log, witness, and last the database renamed ─▶ a new one made whole ─▶ named ─▶ sentence removed
 *
 * Killed at any instant, the next start goes on where this one ended: the sentence says what was begun.
 */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LossReason } from '../core/storage-loss.ts';
import { replaceFile, syncFolder } from './durable-file.ts';
import { witnessPath } from './witness.ts';

const DATABASE = 'larder.db';
const SENTENCE = 'larder.condemned';

const sentenceSchema = z.strictObject({
  reason: z.enum(['damaged', 'missing', 'restored']),
  /** The name that the database gets in the same folder. */
  name: z.string(),
});
type Sentence = z.infer<typeof sentenceSchema>;

export const databasePath = (directory: string): string => join(directory, DATABASE);

function nameFor(directory: string, reason: LossReason, wallMs: number): string {
  const date = new Date(wallMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const name = `${DATABASE}.${reason}-${date}`;
  const others = [name, ...Array.from({ length: 99 }, (_, at) => `${name}-${at + 2}`)];
  return others.find((free) => ENDINGS.every((ending) => !existsSync(join(directory, free + ending)))) ?? name;
}

const LOGS = ['-wal', '-shm'] as const;
const ENDINGS = ['', ...LOGS, '.witness'] as const;

/** From now on, over any power cut, this database is one that gets moved aside at the next start. */
export function condemn(directory: string, reason: LossReason, wallMs: number): Sentence {
  const before = sentenceOf(directory, wallMs);
  if (before) return before;
  const sentence = { reason, name: nameFor(directory, reason, wallMs) };
  replaceFile(join(directory, SENTENCE), `${JSON.stringify(sentence)}\n`);
  return sentence;
}

/** An empty file, as an operator may make it, condemns too. */
export function sentenceOf(directory: string, wallMs: number): Sentence | undefined {
  const path = join(directory, SENTENCE);
  if (!existsSync(path)) return undefined;
  try {
    return sentenceSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    const sentence: Sentence = { reason: 'damaged', name: nameFor(directory, 'damaged', wallMs) };
    replaceFile(path, `${JSON.stringify(sentence)}\n`);
    return sentence;
  }
}

/** Moves everything of the old database aside. Returns the name that it has now, or null where there was none. */
export function moveAside(directory: string, { name, reason }: Sentence): string | null {
  const move = (from: string, to: string): void => {
    if (existsSync(from)) renameSync(from, join(directory, to));
  };
  const path = databasePath(directory);
  const kept = existsSync(join(directory, name));
  if (!kept) {
    for (const log of LOGS) move(path + log, name + log);
    move(witnessPath(directory), `${name}.witness`);
    // Last: once it has moved, what is called larder.db is the new one.
    if (reason !== 'missing') move(path, name);
  }
  syncFolder(directory);
  return existsSync(join(directory, name)) ? name : null;
}

export function removeSentence(directory: string): void {
  rmSync(join(directory, SENTENCE), { force: true });
  syncFolder(directory);
}
