/** Each way in which a code can be no good today: what the screen says, what the hub hears, and that no door moves. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeMac } from '../../src/core/pickup-code.ts';
import { fullBucket } from '../../src/core/throttle.ts';
import { House } from './house.ts';

let house: House;
let doors: number[];
let pulses: number;

beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' }, { id: 'o2', code: '22345678' }, { id: 'o3', code: '32345678' });
  doors = await house.load('o1', 'o2');
  pulses = house.pulses().length;
});
afterEach(() => {
  expect(house.pulses().slice(pulses)).toEqual([]);
  house.demolish();
});

/** What the hub heard of refused codes since the last question. */
async function refusals(): Promise<unknown[]> {
  await house.time.advance(1_000);
  return house.hub.of('code.refused');
}
const tokens = () => house.store.transact((tx) => (tx.bucket.get() ?? fullBucket(tx.now)).tokens);

test('a right code of food that is held for safety: said so, uncounted', async () => {
  house.store.transact((tx) => {
    const compartment = tx.compartments.get(doors[0] ?? 0);
    if (compartment) tx.compartments.put({ ...compartment, hold: 'warm' });
  });
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'held' });
  expect(tokens()).toBe(5);
  expect(await refusals()).toEqual([{ reason: 'held', channel: 'keypad', orderId: 'o1' }]);
});

test('a right code whose order is not in the cabinet yet: said so, uncounted', async () => {
  house.type('32345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'not-loaded' });
  expect(tokens()).toBe(5);
  expect(await refusals()).toEqual([{ reason: 'not-loaded', channel: 'keypad', orderId: 'o3' }]);
});

test('a code of the cabinet next door is unknown here, even by the same key', async () => {
  house.store.transact((tx) => {
    const order = tx.orders.get('o1');
    const key = new Uint8Array(32).fill(7);
    if (order) tx.orders.put({ ...order, id: 'next-door', codeMac: codeMac(key, 'demo-0218', '42345678') });
  });
  house.type('42345678');
  expect(house.view).toEqual({ name: 'wrong-code', triesLeft: 4 });
  expect(await refusals()).toEqual([{ reason: 'unknown', channel: 'keypad' }]);
});

test('seven digits are no code, however long somebody waits', async () => {
  house.type('1234567');
  expect(house.view.name).toBe('entering');
  await house.time.advance(31_000);
  expect(house.view.name).toBe('attract');
  expect(await refusals()).toEqual([]);
  expect(tokens()).toBe(5);
});
