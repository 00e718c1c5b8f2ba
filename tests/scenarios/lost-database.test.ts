/** The database is lost, or an older one put back, under a stocked cabinet (05, When the database is lost). */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { House } from './house.ts';
import { AMBIENT, CHILLED, LostHouse } from './lost-house.ts';

const NOT_LOADED = { name: 'refused', reason: 'not-loaded' };

let home: LostHouse;
let house: House;
beforeEach(async () => {
  home = new LostHouse();
  house = home.house;
  await home.stock();
});
afterEach(() => house.demolish());

describe('the first start after it', () => {
  test('a new epoch begins with the word of it; climate zones are held, every door is to be checked', async () => {
    const { epoch } = house.store.transact((tx) => tx.journal.range());
    await home.lose();
    expect(house.store.transact((tx) => tx.journal.range().epoch)).not.toBe(epoch);
    const [first] = house.hub.events;
    expect(first).toMatchObject({ seq: 1, type: 'storage.lost', data: { reason: 'damaged' } });
    const { keptAs } = house.hub.of('storage.lost')[0] ?? {};
    expect(readdirSync(house.directory)).toContain(keptAs);
    const compartments = house.store.transact((tx) => tx.compartments.all());
    expect(compartments.every(({ occupancy, orderId }) => occupancy === 'unconfirmed' && orderId === null)).toBe(true);
    const held = compartments.filter(({ hold }) => hold !== null);
    expect(held.every(({ hold }) => hold === 'database-lost')).toBe(true);
    expect(held.length).toBeGreaterThan(1);
    expect(held.length).toBeLessThan(compartments.length);
    expect(house.hub.of('hold.placed').map(({ compartment }) => compartment)).toEqual(held.map((c) => c.number));
    expect(house.log.of('database-lost')).toHaveLength(1);
  });

  test('it is told of once', async () => {
    await home.lose();
    await house.crash();
    await house.start();
    await house.time.advance(2_000);
    expect(house.hub.of('storage.lost')).toHaveLength(1);
    expect(house.hub.of('hold.placed').length).toBe(
      new Set(house.hub.of('hold.placed').map((h) => h.compartment)).size,
    );
  });

  test('no code opens anything, before and after the hub has said where its orders were', async () => {
    house.broker.refusing = { kind: 'lost', detail: 'no signal' };
    await home.lose();
    const before = house.pulses().length;
    await home.enter(CHILLED.code);
    expect(house.view.name).toBe('wrong-code');
    house.broker.refusing = null;
    await house.time.advance(10_000);
    for (const { code } of [CHILLED, AMBIENT]) {
      await home.enter(code);
      expect(house.view).toEqual(NOT_LOADED);
    }
    expect(house.pulses()).toHaveLength(before);
  });

  test('a new cabinet has nothing to check: staff come to their orders', async () => {
    const other = new House();
    await other.start();
    await other.supply(AMBIENT);
    await other.signIn();
    expect(other.view).toMatchObject({ name: 'staff-orders', doorsToCheck: 0 });
    other.demolish();
  });
});

test('loading goes on where it is sure: never into a held compartment, nor where an order is believed to be', async () => {
  await home.lose();
  house.hub.orders(
    ...home.believed(),
    { id: 'new-cold', code: '10000001' },
    { ...AMBIENT, id: 'new-dry', code: '10000002' },
  );
  await house.time.advance(1_000);
  house.person.start();
  await house.signIn();
  house.press({ kind: 'back' });
  const { view } = house;
  const orders =
    view.name === 'staff-orders' ? view.orders.map(({ orderId, compartment }) => ({ orderId, compartment })) : [];
  expect(orders).toEqual([
    { orderId: 'new-cold', compartment: null },
    { orderId: 'new-dry', compartment: expect.any(Number) },
  ]);
  house.press({ kind: 'load-order', orderId: 'dry' });
  await house.time.advance(500);
  expect(house.view.name).toBe('staff-orders');
  house.press({ kind: 'load-order', orderId: 'new-dry' });
  await house.time.advance(1_500);
  house.press({ kind: 'was-empty', empty: true });
  await house.time.advance(6_000);
  expect(house.order('new-dry')).toMatchObject({ state: 'stored' });
  expect(house.order('new-dry')?.compartment).not.toBe(home.dry);
  house.press({ kind: 'check-doors' });
  expect(home.listed(house.order('new-dry')?.compartment ?? 0)).toBeUndefined();
  expect(home.listed(home.dry)).toMatchObject({ orderId: 'dry' });
});

describe('a backup is put back', () => {
  let backup: string;
  beforeEach(async () => {
    await house.time.advance(61_000);
    await house.stop();
    backup = mkdtempSync(`${house.directory}-backup-`);
    execFileSync('cp', ['-a', `${house.directory}/.`, backup]);
    await house.start();
    house.person.start();
    house.type(AMBIENT.code);
    await house.time.advance(7_000);
    expect(house.order('dry')?.state).toBe('collected');
    await house.time.advance(61_000);
  });
  afterEach(() => rmSync(backup, { recursive: true, force: true }));

  test.each(['the whole folder', 'the database alone'])('%s, offline: the used code opens nothing', async (what) => {
    await house.crash();
    if (what === 'the database alone') {
      for (const name of ['larder.db-wal', 'larder.db-shm']) rmSync(join(house.directory, name), { force: true });
      execFileSync('cp', ['-a', join(backup, 'larder.db'), home.file]);
    } else {
      for (const name of readdirSync(house.directory)) rmSync(join(house.directory, name));
      execFileSync('cp', ['-a', `${backup}/.`, house.directory]);
    }
    house.broker.refusing = { kind: 'lost', detail: 'no signal' };
    await house.start();
    const before = house.pulses().length;
    for (const { code } of [AMBIENT, CHILLED]) {
      await home.enter(code);
      expect(house.view.name).toBe('wrong-code');
    }
    expect(house.pulses()).toHaveLength(before);
    house.broker.refusing = null;
    await house.time.advance(10_000);
    expect(house.hub.of('storage.lost')).toMatchObject([{ reason: 'restored' }]);
  });

  /** As after an image of the whole card was written back: nothing on the disk can tell. */
  async function cloneBack(): Promise<void> {
    await house.crash();
    for (const name of readdirSync(house.directory)) rmSync(join(house.directory, name));
    execFileSync('cp', ['-a', join(backup, 'larder.db'), home.file]);
    const db = new DatabaseSync(home.file);
    db.exec("DELETE FROM facts WHERE name = 'witness'");
    db.close();
  }

  async function expectCondemned(): Promise<void> {
    expect(house.condemned).toBe('restored');
    const before = house.pulses().length;
    await home.enter(AMBIENT.code);
    expect(house.view).toEqual({ name: 'service', reason: 'cannot-record' });
    await house.stop();
    await house.start();
    await home.enter(AMBIENT.code);
    expect(house.view).not.toMatchObject({ name: 'opening' });
    expect(house.pulses()).toHaveLength(before);
    await house.time.advance(5_000);
    expect(house.hub.of('storage.lost')).toMatchObject([{ reason: 'restored' }]);
  }

  test('an image of the card: the hub’s signed ack says so at the first connection', async () => {
    await cloneBack();
    await house.start();
    await house.time.advance(3_000);
    await expectCondemned();
  });

  test('an image of the card that has lived on longer than the journal that the hub knows', async () => {
    await cloneBack();
    house.broker.refusing = { kind: 'lost', detail: 'no signal' };
    await house.start();
    house.store.transact((tx) => {
      for (let at = 0; at < 100; at++) tx.journal.append({ type: 'door.closed', data: { compartment: 1 } });
    });
    house.broker.refusing = null;
    await house.time.advance(10_000);
    await expectCondemned();
  });
});

test('an unsigned word, or one of another epoch, condemns nothing', async () => {
  const { epoch } = house.store.transact((tx) => tx.journal.range());
  const ack = { aud: 'demo-0217', epoch, upto: 1_000_000, serverTime: '2026-11-01T12:00:00Z' };
  const topic = 'larder/v1/demo-0217/ack';
  house.broker.publish(topic, JSON.stringify({ kind: 'orders', payload: ack }));
  house.broker.publish(topic, JSON.stringify({ kind: 'ack', payload: { ...ack, epoch: 'another-epoch' } }));
  house.broker.publish(topic, JSON.stringify({ kind: 'ack', payload: { ...ack, aud: 'demo-0218' } }));
  await house.time.advance(2_000);
  expect(house.condemned).toBeUndefined();
  expect(house.order('dry')?.state).toBe('stored');
});

test('no witness can be written: an error in the log, and no alarm at the next start', async () => {
  mkdirSync(join(house.directory, 'larder.witness.new'));
  await house.time.advance(61_000);
  expect(house.log.of('store-failed')).toMatchObject([{ doing: 'witness' }]);
  await house.crash();
  await house.start();
  await home.expectOpens(AMBIENT.code, home.dry);
});
