/** The keypad's token is committed at the seventh digit: one commit less before the door, and no free guess by it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { triesLeft } from '../../src/core/throttle.ts';
import { House } from './house.ts';

let house: House;
beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' });
});
afterEach(() => house.demolish());

const tokens = (): number =>
  house.store.transact((tx) => {
    const bucket = tx.bucket.get();
    return bucket === undefined ? 5 : triesLeft(bucket);
  });

test('the token is taken before the last digit, and a wrong code takes no second one', () => {
  house.type('9999000');
  expect(tokens()).toBe(4);
  house.type('0');
  expect(house.view).toEqual({ name: 'wrong-code', triesLeft: 4 });
  expect(tokens()).toBe(4);
});

test('the plug pulled before the last digit gives no token back: after five there is none', async () => {
  for (let pulled = 0; pulled < 5; pulled++) {
    house.type('9999000');
    await house.crash();
    await house.start();
  }
  expect(tokens()).toBe(0);
  house.type('99990000');
  expect(house.view.name).toBe('wait');
});

test('an entry that is given up costs nothing, however often', async () => {
  for (let times = 0; times < 20; times++) {
    house.type('1234567');
    house.press({ kind: times % 2 === 0 ? 'clear' : 'help' });
    if (times % 2 === 1) house.press({ kind: 'back' });
  }
  house.type('1234567');
  await house.time.advance(31_000);
  expect(house.view.name).toBe('attract');
  expect(tokens()).toBe(5);
});

test('one token is good for one comparison, whatever is deleted and typed again', () => {
  for (const last of ['1', '2', '3', '4', '5']) {
    house.type('9999000');
    house.press({ kind: 'delete' });
    house.type(`0${last}`);
    expect(house.view.name).toBe('wrong-code');
  }
  house.type('99990009');
  expect(house.view.name).toBe('wait');
});

test('a right code gets its own token back, and no more', async () => {
  await house.load('o1');
  const before = tokens();
  house.type('12345678');
  expect(house.view.name).toBe('opening');
  expect(tokens()).toBe(before);
});
