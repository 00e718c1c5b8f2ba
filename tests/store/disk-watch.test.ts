/** Who lays the ballast, when, and who finds out that the disk is well again while nobody writes. */
import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Ballast } from '../../src/store/ballast.ts';
import { DiskGuard } from '../../src/store/disk-guard.ts';
import { DiskWatch } from '../../src/store/disk-watch.ts';
import { SqliteStore } from '../../src/store/store.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { SmallDisk } from '../fakes/small-disk.ts';
import { FakeTime } from '../fakes/time.ts';
import { RecordingLog } from '../hardware/log.ts';
import { until } from '../hardware/until.ts';
import { closed } from './disk.ts';

const KIB = 1_024;
const SIZES = { bytes: 512 * KIB, sliceBytes: 128 * KIB, chunkBytes: 64 * KIB };
const HEADROOM = 1_024 * KIB;
const LOOK_MS = 10_000;

let time: FakeTime;
let disk: SmallDisk;
let log: RecordingLog;
let store: SqliteStore;
let watch: DiskWatch;

function open(): void {
  const { directory } = disk;
  const random = new SeededRandom(1);
  const guard = new DiskGuard(directory, time.wallMs, new Ballast(directory, SIZES));
  store = new SqliteStore({ directory, clock: time.clock, random, guard });
  const { clock, scheduler } = time;
  watch = new DiskWatch({ store, guard, clock, scheduler, random, log, headroomBytes: HEADROOM });
  watch.start();
}

async function close(): Promise<void> {
  await watch.stop();
  store.close();
}

/** Lets time go by until the ballast has so many bytes: chunks are written by real threads. */
async function laid(bytes: number): Promise<void> {
  const endMs = performance.now() + 5_000;
  while (store.disk().ballastBytes !== bytes) {
    if (performance.now() > endMs) throw new Error(`the ballast has ${store.disk().ballastBytes} bytes, not ${bytes}`);
    await time.advance(200);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const record = (): void => void store.transact((tx) => tx.journal.append(closed(1)));
const tells = (type: string): number =>
  store.transact((tx) => tx.journal.after(0, 100_000).filter((event) => event.type === type).length);

function recordUntilRefused(): void {
  try {
    for (;;) record();
  } catch {
    expect(store.canRecord()).toBe(false);
  }
}

beforeEach(() => {
  time = new FakeTime();
  disk = new SmallDisk(6);
  log = new RecordingLog();
  open();
});
afterEach(async () => {
  await close();
  disk.remove();
});

test('ballast is laid after the start, in chunks, of real blocks, without a word in the journal', async () => {
  await time.advance(4_999);
  expect(store.disk().ballastBytes).toBe(0);
  await time.advance(1);
  await until('the first chunk', () => store.disk().ballastBytes > 0);
  expect(store.disk().ballastBytes).toBe(SIZES.chunkBytes);
  await laid(SIZES.bytes);
  await time.advance(LOOK_MS);
  const { size, blocks } = statSync(join(disk.directory, 'ballast'));
  expect(size).toBe(SIZES.bytes);
  expect(blocks * 512).toBeGreaterThanOrEqual(SIZES.bytes);
  expect(log.of('ballast-laid')).toEqual([{ bytes: SIZES.bytes }]);
  expect(tells('storage.ballast-restored')).toBe(0);
  expect(store.disk().state).toBe('well');
});

test('one that is there is not written again; one with holes is', async () => {
  await time.advance(5_000);
  await laid(SIZES.bytes);
  await close();
  const { mtimeMs } = statSync(join(disk.directory, 'ballast'));
  open();
  await time.advance(60_000);
  expect(statSync(join(disk.directory, 'ballast')).mtimeMs).toBe(mtimeMs);
  await close();
  writeFileSync(join(disk.directory, 'ballast'), '');
  truncateSync(join(disk.directory, 'ballast'), SIZES.bytes);
  open();
  expect(store.disk().ballastBytes).toBe(0);
});

test('it is not laid where room is short: that is low, and said so, until there is room', async () => {
  disk.fill(SIZES.bytes + HEADROOM - 64 * KIB);
  await time.advance(60_000);
  expect(store.disk()).toMatchObject({ state: 'low', ballastBytes: 0, error: null });
  expect(log.of('disk-state')).toHaveLength(1);
  disk.free();
  await time.advance(LOOK_MS);
  await laid(SIZES.bytes);
  await time.advance(LOOK_MS);
  expect(store.disk().state).toBe('well');
});

test('the room goes away while it is laid: it stops, and what is laid stays', async () => {
  await time.advance(5_000);
  await until('the first chunk', () => store.disk().ballastBytes === SIZES.chunkBytes);
  disk.fill(HEADROOM);
  await time.advance(60_000);
  expect(store.disk()).toMatchObject({ state: 'low', ballastBytes: SIZES.chunkBytes });
});

test('little room beside a whole ballast is low too, and well again only with some to spare', async () => {
  await time.advance(5_000);
  await laid(SIZES.bytes);
  disk.fill(HEADROOM / 2 - 64 * KIB);
  await time.advance(LOOK_MS);
  expect(store.disk().state).toBe('low');
  disk.free();
  disk.fill(HEADROOM - 64 * KIB);
  await time.advance(LOOK_MS);
  expect(store.disk().state).toBe('low');
  disk.free();
  await time.advance(LOOK_MS);
  expect(store.disk().state).toBe('well');
});

test('given back, then room again: laid again, and told once', async () => {
  await time.advance(5_000);
  await laid(SIZES.bytes);
  disk.fill();
  for (let count = 0; count < 20; count += 1) record();
  expect(store.disk().ballastBytes).toBeLessThan(SIZES.bytes);
  expect(tells('storage.ballast-released')).toBeGreaterThan(0);
  await time.advance(60_000);
  expect(store.disk().ballastBytes).toBeLessThan(SIZES.bytes);
  disk.free();
  await time.advance(LOOK_MS);
  await laid(SIZES.bytes);
  await time.advance(3 * LOOK_MS);
  expect(tells('storage.ballast-restored')).toBe(1);
  expect(store.disk().state).toBe('well');
});

test('the next process knows that the ballast is owed, and tells when it is whole', async () => {
  await time.advance(5_000);
  await laid(SIZES.bytes);
  disk.fill();
  for (let count = 0; count < 20; count += 1) record();
  await close();
  open();
  expect(store.disk().state).toBe('low');
  disk.free();
  await time.advance(LOOK_MS);
  await laid(SIZES.bytes);
  await time.advance(LOOK_MS);
  expect(tells('storage.ballast-restored')).toBe(1);
  await close();
  open();
  await time.advance(60_000);
  expect(tells('storage.ballast-restored')).toBe(1);
});

test('nobody writes, and it finds out by itself that the disk is well again', async () => {
  await time.advance(5_000);
  await laid(SIZES.bytes);
  disk.fill();
  recordUntilRefused();
  await time.advance(30_000);
  expect(store.disk().state).toBe('full');
  disk.free();
  await time.advance(5_000);
  expect(store.canRecord()).toBe(true);
  await laid(SIZES.bytes);
  await time.advance(LOOK_MS);
  expect(store.disk().state).toBe('well');
  expect(log.of('disk-state').map(({ state }) => state)).toEqual(['full', 'low', 'well']);
});

test('stopped, it leaves no timer behind', async () => {
  await watch.stop();
  expect(time.pending).toBe(0);
});
