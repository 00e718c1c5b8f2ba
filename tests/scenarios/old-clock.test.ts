/** A board without a battery wakes up years ago; time is then a floor, and nothing may wait for it for ever. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

const YEAR_MS = 365 * 86_400_000;
let house: House;
let door: number;
beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' });
  [door = 0] = await house.load('o1');
  house.person.stop();
});
afterEach(() => house.demolish());

async function wakeUpYearsAgo(): Promise<void> {
  await house.crash();
  house.time.stepWall(-YEAR_MS);
  house.time.synchronised = false;
  await house.start();
}

test('codes open doors all the same, and their events say that the time is a floor', async () => {
  const floor = Date.parse(house.hub.events.at(-1)?.at ?? '');
  await wakeUpYearsAgo();
  house.person.start();
  house.type('12345678');
  await house.time.advance(8_000);
  expect(house.order('o1')?.state).toBe('collected');
  const [collected] = house.hub.events.filter(({ type }) => type === 'order.collected');
  expect(collected?.clock).toBe('floor');
  expect(Date.parse(collected?.at ?? '')).toBeGreaterThanOrEqual(floor);
});

test('an opening of before, whose door cannot be read, is uncertain within ten seconds', async () => {
  house.doors.jam(door);
  house.type('12345678');
  await house.time.advance(50);
  house.faults.dead = true;
  await wakeUpYearsAgo();
  await house.time.advance(15_000);
  expect(house.hub.of('order.uncertain')).toEqual([{ orderId: 'o1', compartment: door, door: 'unknown' }]);
});

test('reopening is measured by the monotonic clock: an old clock neither ends nor extends it', async () => {
  house.person.start();
  house.type('12345678');
  await house.time.advance(8_000);
  house.time.stepWall(-YEAR_MS);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'opening', compartment: door });
  await house.time.advance(8_000);
  await house.time.advance(181_000);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'already-collected' });
});

test('a door that stands open since before still alarms', async () => {
  house.type('12345678');
  await house.time.advance(2_000);
  await wakeUpYearsAgo();
  await house.time.advance(130_000);
  expect(house.hub.of('door.left-open').map(({ alarm }) => alarm)).toContain(true);
});
