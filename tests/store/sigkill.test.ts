/**
 * Proves that a process that dies loses no acknowledged commit. A power cut loses what the disk still held back too:
 * that synchronous=FULL asks the disk to hold nothing back is for the system tests to show.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Disk } from './disk.ts';

const LOOP = fileURLToPath(new URL('./commit-loop.ts', import.meta.url));

/** Lets it commit until it has said `commits` numbers, kills it, and returns the last number that it said. */
async function killAfter(directory: string, commits: number): Promise<number> {
  const child = spawn(process.execPath, [LOOP, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'close');
  let said = 0;
  let last = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = Number(line);
    said += 1;
    if (said === commits) child.kill('SIGKILL');
  });
  const [code, signal] = await gone;
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  return last;
}

test('a process that is killed while it commits keeps every commit that it spoke of', async () => {
  const disk = new Disk();
  let head = 0;
  for (const commits of [1, 7, 40, 150]) {
    const last = await killAfter(disk.directory, commits);
    const found = disk.store.transact((tx) => ({
      ...tx.journal.range(),
      newest: Number(tx.facts.get('newest')),
      seqs: tx.journal.after(0, 1_000_000).map(({ seq }) => seq),
    }));
    disk.close();
    expect(disk.look((db) => db.prepare('PRAGMA integrity_check').get())).toEqual({ integrity_check: 'ok' });
    expect(last).toBeGreaterThanOrEqual(head + commits);
    expect(found.head).toBeGreaterThanOrEqual(last);
    expect(found.newest).toBe(found.head);
    expect(found.seqs).toEqual(Array.from({ length: found.head }, (_, at) => at + 1));
    head = found.head;
  }
  disk.remove();
});
