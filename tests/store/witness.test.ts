/** A daemon that dies while it bears witness, or cannot, must never be taken for one whose database was put back. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/controller/ports.ts';
import { LOSS_FACT } from '../../src/core/storage-loss.ts';
import { bearWitness } from '../../src/store/witness.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { closed, Disk } from './disk.ts';

let disk: Disk;
let epoch: string;
beforeEach(() => {
  disk = new Disk();
  epoch = disk.store.transact((tx) => tx.journal.range().epoch);
});
afterEach(() => disk.remove());

const witness = (): string => join(disk.directory, 'larder.witness');
const append = (): void => void disk.store.transact((tx) => tx.journal.append(closed(1)));

/** Opens it again, as the next start does. */
function expectSame(): void {
  disk.close();
  const found = disk.store.transact((tx) => ({ ...tx.journal.range(), loss: tx.facts.get(LOSS_FACT) }));
  expect(found).toMatchObject({ epoch, loss: undefined });
}

/** Bears witness with a store that dies before its n-th transaction, from 1. */
function dyingAt(nth: number): void {
  let done = 0;
  const transact: Store['transact'] = (run) => {
    done += 1;
    if (done === nth) throw new Error('killed');
    return disk.store.transact(run);
  };
  const { directory, file: databasePath } = disk;
  expect(() => bearWitness({ directory, databasePath, transact, random: new SeededRandom(9) })).toThrow('killed');
}

test.each([
  ['the first time', false],
  ['later', true],
])('killed before each of its commits, %s: the same database, and the next witness is borne', (_, later) => {
  const commits = later ? [1, 2] : [1, 2, 3];
  for (const nth of commits) {
    disk.remove();
    disk = new Disk();
    epoch = disk.store.transact((tx) => tx.journal.range().epoch);
    append();
    if (later) disk.store.bearWitness();
    append();
    dyingAt(nth);
    expectSame();
    append();
    disk.store.bearWitness();
    expectSame();
  }
});

test('killed between the draft and its name: the draft is nothing', () => {
  append();
  disk.store.bearWitness();
  append();
  disk.close();
  writeFileSync(`${witness()}.new`, '{"epo');
  expectSame();
  disk.store.bearWitness();
  expectSame();
  expect(existsSync(`${witness()}.new`)).toBe(false);
});

test('killed between the witness and its confirmation, again and again', () => {
  append();
  disk.store.bearWitness();
  for (let round = 0; round < 3; round++) {
    append();
    dyingAt(2);
    expectSame();
  }
});

test('a witness that cannot be written throws, and leaves the one that stands in force', () => {
  append();
  disk.store.bearWitness();
  const before = readFileSync(witness(), 'utf8');
  append();
  mkdirSync(`${witness()}.new`);
  expect(() => disk.store.bearWitness()).toThrow();
  expect(readFileSync(witness(), 'utf8')).toBe(before);
  expectSame();
  rmdirSync(`${witness()}.new`);
  disk.store.bearWitness();
  expect(readFileSync(witness(), 'utf8')).not.toBe(before);
  expectSame();
});

test('nothing is written while the journal does not grow', () => {
  append();
  disk.store.bearWitness();
  const seen = statSync(witness(), { bigint: true }).ino;
  disk.store.transact((tx) => tx.facts.put('x', '1'));
  disk.store.bearWitness();
  expect(statSync(witness(), { bigint: true }).ino).toBe(seen);
});

test('it is for its owner only, and says no more than where the journal stands', () => {
  append();
  disk.store.bearWitness();
  expect(statSync(witness()).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(witness(), 'utf8'))).toEqual({ epoch, head: 1, nonce: expect.any(String) });
});

const LOOP = fileURLToPath(new URL('./witness-loop.ts', import.meta.url));

test('a process that is killed at any instant while it bears witness comes back on the same database', async () => {
  disk.close();
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, [LOOP, disk.directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(child, 'close');
    let heads = 0;
    child.stdout.on('data', () => {
      heads += 1;
      // At another point of the protocol each time.
      if (heads === 2 + 2 * round) setTimeout(() => child.kill('SIGKILL'), (round * 7) % 5);
    });
    await gone;
    expectSame();
    disk.close();
  }
}, 30_000);
