/** The whole daemon on a disk that is really full: what residents see, what operations hear, and how it goes on. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { healthSchema } from '../../src/contract/messages.ts';
import { buildTopic } from '../../src/contract/topics.ts';
import { SmallDisk } from '../fakes/small-disk.ts';
import { LOCKER } from './documents.ts';
import { House } from './house.ts';

const KIB = 1_024;
const CANNOT_RECORD = { name: 'service', reason: 'cannot-record' };
const CODE = '12345678';
const BALLAST_BYTES = 2_048 * KIB;

let disk: SmallDisk;
let house: House;
let door: number;

beforeEach(async () => {
  disk = new SmallDisk(12);
  house = new House(1, join(disk.directory, 'state'));
  house.ballast = { bytes: BALLAST_BYTES, sliceBytes: 256 * KIB, chunkBytes: 256 * KIB, headroomBytes: 512 * KIB };
  await house.start();
  await house.supply({ id: 'o1', code: CODE }, { id: 'o2', code: '20002000' }, { id: 'o3', code: '30003000' });
  [door = 0] = await house.load('o1', 'o2', 'o3');
});
afterEach(() => {
  house.demolish();
  disk.remove();
});

const healths = () =>
  house.broker.log
    .filter(({ topic }) => topic === buildTopic({ kind: 'health', lockerId: LOCKER }))
    .map(({ payload }) => healthSchema.parse(JSON.parse(payload)));
const diskSaid = (): string | undefined => healths().at(-1)?.disk.state;
const opensOf = (number: number): number => house.pulses().filter((pulse) => pulse === number).length;

/** Lets time go by until the house says so: ballast is written by real threads. */
async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > endMs)
      throw new Error(`waited for ${what}; the disk is ${JSON.stringify(house.store.disk())}`);
    await house.time.advance(200);
  }
}

const whole = (): boolean => house.store.disk().ballastBytes === BALLAST_BYTES;
const isWell = (): boolean => diskSaid() === 'well';

/** Somebody takes all the room, and records take the ballast, until not even the smallest can be recorded. */
async function exhaust(): Promise<void> {
  disk.fill();
  let count = 0;
  for (const bytes of [20 * KIB, KIB, 1]) {
    const record = (): void => {
      for (; count < 50_000; count += 1) {
        house.store.transact((tx) => tx.facts.put(`wanted-${count}`, 'x'.repeat(bytes)));
      }
    };
    expect(record).toThrow();
  }
  await house.time.settle();
  expect(house.store.disk()).toMatchObject({ state: 'full', ballastBytes: 0 });
}

describe('with ballast', () => {
  test('pickups go on with a full disk, operations hear of it, and room ends it', async () => {
    await until('the ballast', whole);
    expect(diskSaid()).toBe('well');
    disk.fill();
    for (const [code, order] of [
      [CODE, 'o1'],
      ['20002000', 'o2'],
      ['30003000', 'o3'],
    ] as const) {
      // As large as an orders document: its own log has to grow.
      house.store.transact((tx) => tx.facts.put('large', order.repeat(40 * KIB)));
      house.type(code);
      await house.time.advance(8_000);
      house.press({ kind: 'back' });
      expect(house.order(order)?.state).toBe('collected');
    }
    expect(house.view.name).toBe('attract');
    expect(diskSaid()).toBe('low');
    expect(house.hub.of('storage.ballast-released').length).toBeGreaterThan(0);
    disk.free();
    await until('the disk to be well', isWell);
    await house.time.advance(1_000);
    expect(house.hub.of('storage.ballast-restored')).toHaveLength(1);
    expect(house.log.of('store-failed')).toEqual([]);
  });
});

describe('without any left', () => {
  beforeEach(exhaust);

  test('the screen says so before anybody types, with help; nothing opens; and the code is good as ever', async () => {
    expect(house.view).toEqual(CANNOT_RECORD);
    const before = house.pulses().length;
    house.type(CODE);
    await house.time.advance(2_000);
    expect(house.view).toEqual(CANNOT_RECORD);
    expect(house.pulses()).toHaveLength(before);
    house.press({ kind: 'help' });
    expect(house.view).toEqual({ name: 'help' });
    house.press({ kind: 'back' });
    expect(house.view).toEqual(CANNOT_RECORD);
    disk.free();
    // The ballast is laid on a real disk, which knows nothing of the fake clock.
    for (let looks = 0; looks < 30 && house.view.name !== 'attract'; looks++) await house.time.advance(1_000);
    expect(house.view.name).toBe('attract');
    house.type(CODE);
    await house.time.advance(1_500);
    expect(house.view).toMatchObject({ name: 'open', compartment: door });
    expect(house.pulses()).toHaveLength(before + 1);
  });

  test('digits typed while it recovers are not lost', async () => {
    house.type('1234');
    expect(house.view).toEqual(CANNOT_RECORD);
    disk.free();
    await house.time.advance(5_500);
    expect(house.view).toMatchObject({ name: 'entering', entry: { entered: 4 } });
    house.type('5678');
    await house.time.advance(1_500);
    expect(house.view).toMatchObject({ name: 'open', compartment: door });
  });

  test('no staff member is let type a secret for nothing', async () => {
    await house.signIn();
    expect(house.view).toEqual(CANNOT_RECORD);
  });

  test('a door that a hub asks for stays shut', async () => {
    const before = house.pulses().length;
    house.hub.open('command-1', 12, 0);
    await house.time.advance(3_000);
    expect(house.pulses()).toHaveLength(before);
    disk.free();
    await house.time.advance(60_000);
    expect(house.pulses()).toHaveLength(before);
  });

  test('health says so at once and goes on saying so, also over a new connection', async () => {
    expect(diskSaid()).toBe('full');
    const { disk: said, compartments, journal } = healths().at(-1) ?? {};
    expect(said).toMatchObject({ ballastBytes: 0, error: expect.stringContaining('SQLite 13') });
    expect(compartments).toHaveLength(12);
    expect(journal?.head).toBeGreaterThan(10);
    const before = healths().length;
    await house.time.advance(300_000);
    expect(healths().length).toBeGreaterThan(before);
    house.broker.cut();
    const cut = healths().length;
    await house.time.advance(10_000);
    expect(house.broker.connected).toEqual([LOCKER]);
    expect(healths().length).toBeGreaterThan(cut);
    expect(diskSaid()).toBe('full');
  });

  test('a document that comes meanwhile ends no connection, and is applied when there is room', async () => {
    const connects = house.broker.connects;
    house.hub.keys(7);
    await house.time.advance(10_000);
    expect(house.broker.connects).toBe(connects);
    expect(house.store.transact((tx) => tx.documents.applied('keys')?.revision)).toBe(1);
    disk.free();
    await house.time.advance(10_000);
    expect(house.store.transact((tx) => tx.documents.applied('keys')?.revision)).toBe(7);
    expect(diskSaid()).not.toBe('full');
    await until('the disk to be well', isWell);
  });
});

test('the disk is full while a door stands open: its closing is recorded when there is room, once', async () => {
  house.person.stop();
  house.type(CODE);
  await house.time.advance(1_500);
  await exhaust();
  house.doors.close(door);
  await house.time.advance(20_000);
  expect(house.order('o1')?.state).toBe('stored');
  disk.free();
  await house.time.advance(10_000);
  expect(house.order('o1')?.state).toBe('collected');
  await house.time.advance(60_000);
  expect(house.hub.of('order.collected').filter(({ orderId }) => orderId === 'o1')).toHaveLength(1);
  const seqs = house.hub.events.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, at) => at + 1));
  expect(opensOf(door)).toBe(2);
});
