/** Locks that stay stuck, doors that stay open, disks that refuse for a moment: nothing is lost or blocked by them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

let house: House;

beforeEach(async () => {
  house = new House();
  await house.start();
});

afterEach(() => house.demolish());

const bundle = () =>
  house.supply({ id: 'o1', code: '12345678', pickupId: 'p' }, { id: 'o2', code: '12345678', pickupId: 'p' });

/** The disk refuses until the returned function is called. */
function sickDisk(): () => void {
  const { transact } = house.store;
  house.store.transact = () => {
    throw new Error('disk I/O error');
  };
  return () => {
    house.store.transact = transact;
  };
}

test('an order whose best doors are all stuck gets a larger one', async () => {
  await house.supply({ id: 'o1', code: '12345678' });
  house.person.start();
  for (const stuck of [5, 6, 7, 8]) house.doors.jam(stuck);
  await house.signIn();
  for (let round = 0; round < 5; round++) {
    house.press({ kind: 'load-order', orderId: 'o1' });
    await house.time.advance(2_000);
    if (house.view.name === 'loading' && house.view.askEmpty) house.press({ kind: 'was-empty', empty: true });
    await house.time.advance(6_000);
    if (house.view.name === 'loading') house.press({ kind: 'back' });
  }
  expect(house.order('o1')).toMatchObject({ state: 'stored', compartment: 1 });
});

test('a compartment that was not empty is offered last', async () => {
  await house.supply({ id: 'o1', code: '12345678' });
  await house.signIn();
  const offered: number[] = [];
  for (let round = 0; round < 6; round++) {
    house.press({ kind: 'load-order', orderId: 'o1' });
    await house.time.advance(2_000);
    if (house.view.name !== 'loading') throw new Error(house.view.name);
    offered.push(house.view.compartment);
    house.press({ kind: 'was-empty', empty: false });
    house.doors.close(offered.at(-1) ?? 0);
    await house.time.advance(2_000);
  }
  expect(new Set(offered).size).toBe(6);
});

test('a stuck lock does not stand before the other orders of its pickup', async () => {
  await bundle();
  const [a = 0, b = 0] = await house.load('o1', 'o2');
  house.doors.jam(a);
  const before = house.pulses().length;
  house.type('12345678');
  await house.time.advance(10_000);
  house.press({ kind: 'back' });
  house.type('12345678');
  await house.time.advance(10_000);
  expect(house.pulses().slice(before, before + 2)).toEqual([a, b]);
  expect(house.order('o2')?.state).toBe('collected');
});

test('who closes a door that was left open for long does not get the next door of that pickup', async () => {
  await bundle();
  const [a = 0] = await house.load('o1', 'o2');
  house.person.stop();
  house.type('12345678');
  await house.time.advance(2 * 3_600_000);
  const before = house.pulses().length;
  house.doors.close(a);
  await house.time.advance(2_000);
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.pulses()).toHaveLength(before);
});

test('a stocker who walks off with a door open is signed out in the end: residents get their screen back', async () => {
  await house.supply({ id: 'o1', code: '12345678' }, { id: 'o2', code: '87654321' });
  await house.load('o1');
  house.person.stop();
  await house.signIn();
  house.press({ kind: 'load-order', orderId: 'o2' });
  await house.time.advance(185_000);
  house.type('12345678');
  expect(house.view.name).toBe('opening');
  expect(house.order('o2')?.state).toBe('assigned');
});

test('the disk refuses at the stocker’s answer: the order is in the list again at the next sign-in', async () => {
  await house.supply({ id: 'o1', code: '12345678' });
  await house.signIn();
  house.press({ kind: 'load-order', orderId: 'o1' });
  await house.time.advance(2_000);
  if (house.view.name !== 'loading') throw new Error(house.view.name);
  house.doors.close(house.view.compartment);
  await house.time.advance(1_000);
  const healed = sickDisk();
  house.press({ kind: 'was-empty', empty: true });
  healed();
  await house.time.advance(120_000);
  await house.signIn();
  expect(house.view).toMatchObject({ orders: [{ orderId: 'o1' }] });
});

test('the disk refuses as a door closes after its alarm: collected once the disk is back', async () => {
  await house.supply({ id: 'o1', code: '12345678' });
  const [door = 0] = await house.load('o1');
  house.person.stop();
  house.type('12345678');
  await house.time.advance(130_000);
  const healed = sickDisk();
  house.doors.close(door);
  await house.time.advance(3_000);
  healed();
  await house.time.advance(3_000);
  expect(house.order('o1')?.state).toBe('collected');
});

test('the disk refuses as a door opens that nobody asked for: it is told once the disk is back', async () => {
  const healed = sickDisk();
  house.doors.openByHand(12);
  await house.time.advance(5_000);
  healed();
  await house.time.advance(3_000);
  const events = house.store.transact((tx) => tx.journal.after(0, 50));
  expect(events.at(-1)).toMatchObject({ type: 'door.opened', data: { compartment: 12, cause: 'nobody' } });
});
