/** What becomes of a commit whose sync failed: its caller is told that it did not happen. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Disk } from './disk.ts';

const LOOP = fileURLToPath(new URL('./refused-loop.ts', import.meta.url));
const STRACE = 'strace';
/** More syncs than a new database costs. */
const NTH = 40;

let disk: Disk;
beforeEach(() => {
  disk = new Disk();
});
afterEach(() => disk.remove());

/** What the loop said while its `when`-th syncs failed. */
function run(when: string, then: 'dies' | 'goes-on') {
  const injection = `inject=fsync,fdatasync:error=EIO:when=${when}`;
  const strace = ['-f', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', injection];
  const { stdout, error } = spawnSync(STRACE, [...strace, process.execPath, LOOP, disk.directory, then], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  if (error) throw error;
  const kept = [...stdout.matchAll(/^kept (\d+) as (\d+)$/gm)].map(([, attempt, seq]) => [
    Number(attempt),
    Number(seq),
  ]);
  const refused = [...stdout.matchAll(/^refused (\d+): (.*)$/gm)].map(([, attempt, why]) => ({
    attempt: Number(attempt),
    why,
  }));
  return { kept, refused };
}

const found = () =>
  disk.store.transact((tx) => ({
    attempt: Number(tx.facts.get('attempt')),
    head: tx.journal.range().head,
    seqs: tx.journal.after(0, 1_000).map(({ seq }) => seq),
  }));

test('in the process that was told so, it did not happen: the next commit takes its number', () => {
  const { kept, refused } = run(String(NTH), 'goes-on');
  expect(refused).toEqual([{ attempt: expect.any(Number), why: expect.stringContaining('disk I/O error') }]);
  expect(kept.map(([, seq]) => seq)).toEqual(kept.map((_, at) => at + 1));
  const { attempt, head, seqs } = found();
  expect([attempt, head]).toEqual(kept.at(-1));
  expect(seqs).toEqual(kept.map(([, seq]) => seq));
});

test('but the next process finds it, whole, when nothing was written after it: a refusal is a doubt, never a no', () => {
  const { kept, refused } = run(`${NTH}+`, 'dies');
  const [, last = 0] = kept.at(-1) ?? [];
  const { attempt, head, seqs } = found();
  expect(attempt).toBe(refused[0]?.attempt);
  expect(head).toBe(last + 1);
  expect(seqs).toEqual(Array.from({ length: head }, (_, at) => at + 1));
});
