/** A code of several orders opens one door after another, for as long as its resident stands there; never by itself. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

const CODE = '50005000';
let house: House;
let first: number;
let second: number;
beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply(
    { id: 'a', code: CODE, pickupId: 'both' },
    { id: 'b', code: CODE, pickupId: 'both' },
    { id: 'c', code: '60006000' },
  );
  [first = 0, second = 0] = await house.load('a', 'b', 'c');
  house.person.stop();
  house.type(CODE);
  await house.time.advance(1_500);
});
afterEach(() => house.demolish());

const secondPulses = (): number => house.pulses().filter((door) => door === second).length - 1;

test('the next door opens when the first is closed', async () => {
  house.doors.close(first);
  await house.time.advance(2_000);
  expect(secondPulses()).toBe(1);
});

test('power fails with the first door open, which is closed in the dark: at boot no other door opens', async () => {
  await house.crash();
  house.doors.close(first);
  await house.start();
  await house.time.advance(15_000);
  expect(house.order('a')?.state).toBe('collected');
  expect(secondPulses()).toBe(0);
  house.type(CODE);
  await house.time.advance(2_000);
  expect(secondPulses()).toBe(1);
});

test('power fails with the first door open, which is closed after the boot: no other door opens', async () => {
  await house.crash();
  await house.start();
  await house.time.advance(5_000);
  house.doors.close(first);
  await house.time.advance(15_000);
  expect(house.order('a')?.state).toBe('collected');
  expect(secondPulses()).toBe(0);
});

test('somebody else was at the screen since, and closes the first door: no other door opens for them', async () => {
  await house.time.advance(20_000);
  house.type('60006000');
  house.person.start();
  await house.time.advance(2_000);
  house.person.stop();
  await house.time.advance(3_000);
  for (let door = 1; door <= 12; door++) if (door !== first) house.doors.close(door);
  await house.time.advance(2_000);
  house.press({ kind: 'back' });
  const before = secondPulses();
  house.doors.close(first);
  await house.time.advance(5_000);
  expect(house.order('a')?.state).toBe('collected');
  expect(secondPulses()).toBe(before);
});
