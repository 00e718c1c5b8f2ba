/**
 * Whatever keeps a cabinet safe runs on the monotonic scheduler: the wall clock steps, and everything goes on at its pace.
 * New samplers (climate) belong into `PACE`.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 86_400_000;
/** As long as the slowest of them (health, every five minutes) needs to come twice. */
const STRETCH_MS = 10 * MINUTE_MS;

let house: House;
beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678', forMs: 2 * HOUR_MS });
  await house.load('o1');
  house.person.stop();
  await house.time.advance(MINUTE_MS);
});
afterEach(() => house.demolish());

/** What is counted while time goes by: how often each thing was done. */
const PACE: Readonly<Record<string, () => number>> = {
  doorPolls: () => house.port.written.length,
  health: () => house.broker.log.filter(({ topic }) => topic.endsWith('/health')).length,
};

async function paceOf(ms: number): Promise<Record<string, number>> {
  const before = Object.entries(PACE).map(([name, count]) => [name, count()] as const);
  await house.time.advance(ms);
  return Object.fromEntries(before.map(([name, count]) => [name, (PACE[name]?.() ?? 0) - count]));
}

const STEPS = [
  ['back an hour', -HOUR_MS],
  ['forward an hour', HOUR_MS],
  ['back ten years', -10 * YEAR_MS],
  ['forward ten years', 10 * YEAR_MS],
] as const;

test.each(STEPS)('%s: doors are read and health is told as often as before', async (_, byMs) => {
  const before = await paceOf(STRETCH_MS);
  expect(before.doorPolls).toBeGreaterThanOrEqual(300);
  expect(before.health).toBe(2);
  house.time.stepWall(byMs);
  const after = await paceOf(STRETCH_MS);
  expect(after.health).toBe(before.health);
  expect(Math.abs((after.doorPolls ?? 0) - (before.doorPolls ?? 0))).toBeLessThan(5);
});

test.each(STEPS)('%s: a door that somebody opens is heard of within seconds', async (_, byMs) => {
  house.time.stepWall(byMs);
  house.doors.openByHand(3);
  await house.time.advance(3_000);
  expect(house.hub.of('door.opened')).toContainEqual({ compartment: 3, cause: 'nobody' });
});

test.each(STEPS)('%s while a door stands open: it is asked for after 45 s, and alarms after 120 s', async (_, byMs) => {
  house.type('12345678');
  await house.time.advance(20_000);
  house.time.stepWall(byMs);
  const alarms = () => house.hub.of('door.left-open').map(({ alarm }) => alarm);
  await house.time.advance(22_000);
  expect(alarms()).toEqual([]);
  await house.time.advance(5_000);
  expect(alarms()).toEqual([false]);
  await house.time.advance(70_000);
  expect(alarms()).toEqual([false]);
  await house.time.advance(6_000);
  expect(alarms()).toEqual([false, true]);
});

test.each(STEPS)('%s under a jammed door: the resident hears of it after five seconds', async (_, byMs) => {
  house.doors.jam(house.order('o1')?.compartment ?? 0);
  house.type('12345678');
  await house.time.advance(1_000);
  house.time.stepWall(byMs);
  await house.time.advance(3_500);
  expect(house.view.name).toBe('opening');
  await house.time.advance(1_500);
  expect(house.view.name).toBe('jammed');
});

test.each(STEPS)('%s: an order ends when it has truly waited', async (_, byMs) => {
  house.time.synchronised = false;
  house.time.stepWall(byMs);
  const storedMs = house.time.monotonicMs;
  while (house.order('o1')?.state === 'stored') await house.time.advance(10 * MINUTE_MS);
  const waitedMs = house.time.monotonicMs - storedMs;
  expect(house.order('o1')?.state).toBe('expired');
  expect(waitedMs).toBeGreaterThan(1.9 * HOUR_MS);
  expect(waitedMs).toBeLessThan(2.2 * HOUR_MS);
});
