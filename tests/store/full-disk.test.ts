/** A disk that is really full: a small file system, filled to the last byte. */
import { copyFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiskReport } from '../../src/core/disk.ts';
import { Ballast } from '../../src/store/ballast.ts';
import { DiskGuard } from '../../src/store/disk-guard.ts';
import { SqliteStore } from '../../src/store/store.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { SmallDisk } from '../fakes/small-disk.ts';
import { FakeTime } from '../fakes/time.ts';
import { closed } from './disk.ts';

const KIB = 1_024;
const MIB = 1_048_576;
const SIZES = { bytes: 512 * KIB, sliceBytes: 128 * KIB, chunkBytes: 64 * KIB };

const random = new SeededRandom(1);
let time: FakeTime;
let disk: SmallDisk;
let store: SqliteStore;
let ballast: Ballast;
let guard: DiskGuard;

function open(sizes = SIZES): SqliteStore {
  const { directory } = disk;
  ballast = new Ballast(directory, sizes);
  guard = new DiskGuard(directory, time.wallMs, ballast);
  store = new SqliteStore({ directory, clock: time.clock, random, guard });
  return store;
}

async function layBallast(): Promise<void> {
  while (ballast.missingBytes > 0) await ballast.lay((count) => random.bytes(count));
}

const types = (): string[] => store.transact((tx) => tx.journal.after(0, 100_000).map(({ type }) => type));
const record = (compartment = 1): number => store.transact((tx) => tx.journal.append(closed(compartment)).seq);

/** Records until the disk refuses; returns how often it did record. */
function recordUntilRefused(): number {
  for (let count = 0; ; count += 1) {
    try {
      record();
    } catch (error) {
      expect(error).toMatchObject({ errcode: 13 });
      return count;
    }
  }
}

beforeEach(() => {
  time = new FakeTime();
  disk = new SmallDisk(6);
});
afterEach(() => {
  store?.close();
  disk.remove();
});

describe('with ballast', () => {
  beforeEach(async () => {
    open();
    record();
    await layBallast();
  });

  test('a full disk is not felt: the transaction goes through, with one word in the journal', async () => {
    const heard: string[] = [];
    store.onEvents((events) => heard.push(events.map(({ seq, type }) => `${seq} ${type}`).join(', ')));
    disk.fill();
    const moments = new Set<unknown>();
    let runs = 0;
    const seq = store.transact((tx) => {
      runs += 1;
      moments.add(tx.now);
      tx.facts.put('big', 'x'.repeat(60 * KIB));
      return tx.journal.append(closed(2)).seq;
    });
    await time.settle();
    expect(runs).toBeGreaterThan(1);
    expect(moments.size).toBe(1);
    expect(seq).toBe(2);
    expect(heard).toEqual(['2 door.closed, 3 storage.ballast-released']);
    expect(types()).toEqual(['door.closed', 'door.closed', 'storage.ballast-released']);
    expect(store.disk()).toMatchObject({ state: 'low', error: null, ballastBytes: SIZES.bytes - SIZES.sliceBytes });
    expect(store.canRecord()).toBe(true);
  });

  test('a neighbour who takes all that is given back gets a slice at a time', () => {
    disk.fill();
    let goesOn = 0;
    for (; ballast.bytes > 0; disk.fill()) {
      record();
      goesOn += 1;
    }
    expect(goesOn).toBeGreaterThanOrEqual(SIZES.bytes / SIZES.sliceBytes);
    expect(existsSync(join(disk.directory, 'ballast'))).toBe(false);
  });

  test('without any left it refuses, nothing of what was refused is there, and reading goes on', () => {
    const changes: DiskReport['state'][] = [];
    store.onDisk(() => changes.push(store.disk().state));
    disk.fill();
    const recorded = recordUntilRefused();
    time.stepWall(60_000);
    expect(() => store.transact((tx) => tx.facts.put('lost', 'x'))).toThrow();
    expect(types().filter((type) => type === 'door.closed')).toHaveLength(1 + recorded);
    expect(store.transact((tx) => tx.facts.get('lost'))).toBeUndefined();
    expect(store.disk()).toMatchObject({ state: 'full', ballastBytes: 0, sinceMs: time.wallMs - 60_000 });
    expect(store.disk().error).toContain('SQLite 13');
    expect(store.canRecord()).toBe(false);
  });

  test('and goes on by itself once there is room, without a gap in the numbers', async () => {
    const changes: DiskReport['state'][] = [];
    store.onDisk(() => changes.push(store.disk().state));
    disk.fill();
    recordUntilRefused();
    await time.settle();
    disk.free();
    const seq = record();
    expect(store.canRecord()).toBe(false);
    guard.probe(store, time.wallMs);
    await time.settle();
    expect(store.disk()).toMatchObject({ state: 'low', error: null });
    expect(changes).toEqual(['full', 'low']);
    const seqs = store.transact((tx) => tx.journal.after(0, 100_000).map((event) => event.seq));
    expect(seqs).toEqual(Array.from({ length: seq }, (_, at) => at + 1));
  });

  test('it starts on a full disk: what opening needs is taken from the ballast, and told', () => {
    store.close();
    disk.fill();
    open();
    expect(ballast.bytes).toBeLessThan(SIZES.bytes);
    record(3);
    expect(types()).toEqual(['door.closed', 'door.closed', 'storage.ballast-released']);
    expect(store.disk().state).toBe('low');
  });

  test('a function that throws for a reason of its own is not run again', () => {
    disk.fill();
    let runs = 0;
    const fails = (): void =>
      store.transact((tx) => {
        runs += 1;
        tx.facts.put('a', '1');
        throw new Error('no');
      });
    expect(fails).toThrow('no');
    expect(runs).toBe(1);
    expect(store.disk().state).toBe('well');
  });
});

test('the log cannot eat the ballast: beyond its 4 MiB, all of it goes into records', async () => {
  disk.remove();
  disk = new SmallDisk(16);
  open({ bytes: 6 * MIB, sliceBytes: MIB, chunkBytes: MIB });
  await layBallast();
  disk.fill();
  const recorded = recordUntilRefused();
  expect(recorded).toBeGreaterThan(15_000);
  expect(statSync(join(disk.directory, 'larder.db-wal')).size).toBeLessThan(5 * MIB);
}, 60_000);

test('whatever is filled and freed in between, the journal has what was said to be recorded, once', () => {
  const acts = fc.array(fc.constantFrom('record', 'large', 'fill', 'nearly', 'free', 'reopen'), { maxLength: 30 });
  const told: number[] = [];
  open();
  fc.assert(
    fc.property(acts, (plan) => {
      for (const act of [...plan, 'free', 'record']) {
        if (act === 'fill') disk.fill();
        else if (act === 'nearly') disk.fill(40 * KIB);
        else if (act === 'free') disk.free();
        else if (act === 'reopen') {
          store.close();
          try {
            open();
          } catch (error) {
            expect(error).toMatchObject({ name: 'StoreError', code: 'full' });
            disk.free();
            open();
          }
        } else {
          try {
            const length = act === 'large' ? 50 * KIB : 1;
            told.push(
              store.transact((tx) => {
                tx.facts.put('blob', 'x'.repeat(length));
                return tx.journal.append(closed(1 + (told.length % 12))).seq;
              }),
            );
          } catch (error) {
            expect(error).toMatchObject({ errcode: 13 });
          }
        }
      }
      const events = store.transact((tx) => tx.journal.after(0, 1_000_000));
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
      const doors = events.filter(({ type }) => type === 'door.closed').map(({ seq }) => seq);
      expect(doors).toEqual(told);
    }),
    { numRuns: 40, endOnFailure: true },
  );
}, 60_000);

describe('at the start', () => {
  const refusal = (): unknown => {
    try {
      open();
    } catch (error) {
      return error;
    }
    throw new Error('it was opened');
  };

  test('full, and no ballast: said so by name, and a database that could not be made leaves nothing behind', () => {
    disk.fill();
    expect(refusal()).toMatchObject({ name: 'StoreError', code: 'full' });
    expect(readdirSync(disk.directory)).toEqual(['filler']);
    disk.free();
    open();
    expect(record()).toBe(1);
    expect(statSync(join(disk.directory, 'larder.db')).mode & 0o777).toBe(0o600);
  });

  test('full, no ballast, a database that is known: nothing is lost', () => {
    open();
    record();
    store.close();
    disk.fill();
    expect(refusal()).toMatchObject({ name: 'StoreError', code: 'full' });
    disk.free();
    open();
    expect(record()).toBe(2);
  });

  test('read-only: said so by name', () => {
    open();
    record();
    store.close();
    disk.readOnly(true);
    expect(refusal()).toMatchObject({ name: 'StoreError', code: 'read-only' });
    disk.readOnly(false);
    open();
    expect(record()).toBe(2);
  });

  test('read-only, where a killed process left its log: it can be read, and refuses to record', () => {
    open();
    record();
    const copies = ['larder.db', 'larder.db-wal', 'larder.db-shm'];
    const kept = new SmallDisk(6);
    try {
      for (const name of copies) copyFileSync(join(disk.directory, name), join(kept.directory, name));
      store.close();
      disk.remove();
      disk = kept;
      disk.readOnly(true);
      open();
      expect(types()).toEqual(['door.closed']);
      expect(() => record()).toThrow();
      expect(store.disk()).toMatchObject({ state: 'read-only' });
    } finally {
      if (disk !== kept) kept.remove();
    }
  });
});
