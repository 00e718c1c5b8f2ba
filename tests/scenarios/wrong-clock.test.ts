/** The wall clock jumps: by an hour and by ten years, both ways, with and without power in between (05, Time). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BUCKET_TOKENS } from '../../src/core/throttle.ts';
import { House } from './house.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 86_400_000;
let house: House;
let door: number;
beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678', forMs: 3 * HOUR_MS });
  [door = 0] = await house.load('o1');
  house.person.stop();
});
afterEach(() => house.demolish());

/** NTP corrects, or a hand sets, the clock; a look of the daemon sees it. */
async function jump(byMs: number): Promise<void> {
  house.time.stepWall(byMs);
  await house.time.advance(10_000);
}

/** The code opens its door, and the door is closed again by nobody. */
async function opens(): Promise<void> {
  house.type('12345678');
  expect(house.view).toEqual({ name: 'opening', compartment: door });
  house.press({ kind: 'clear' });
}

async function collects(): Promise<void> {
  house.person.start();
  house.type('12345678');
  await house.time.advance(8_000);
  expect(house.order('o1')?.state).toBe('collected');
}

const times = (): number[] => house.hub.events.map(({ at }) => Date.parse(at));

/** The seqs of events whose time is earlier than that of the one before. */
const goneBack = (): string[] =>
  house.hub.events.flatMap(({ type }, at) =>
    at > 0 && (times()[at] ?? 0) < (times()[at - 1] ?? 0) ? [`${house.hub.events[at - 1]?.type} > ${type}`] : [],
  );

test.each([
  ['five hours', 5 * HOUR_MS],
  ['ten years', 10 * YEAR_MS],
])(
  'forward by %s: an event at once, and no code ends in the first ten minutes, neither by the job nor at the door',
  async (_, byMs) => {
    const before = house.time.wallMs;
    await jump(byMs);
    const [jumped] = house.hub.of('clock.jumped');
    expect(jumped?.byMs).toBe(byMs);
    expect(Date.parse(jumped?.toAt ?? '') - Date.parse(jumped?.fromAt ?? '')).toBe(byMs);
    expect(Date.parse(jumped?.fromAt ?? '')).toBe(before + 10_000);
    await house.time.advance(9 * MINUTE_MS);
    expect(house.order('o1')?.state).toBe('stored');
    await opens();
    expect(house.hub.of('order.expired')).toEqual([]);
  },
);

test('forward by five hours, and it stands: after ten minutes the order ends', async () => {
  await jump(5 * HOUR_MS);
  await house.time.advance(12 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'expired' });
});

test('a clock set by hand, with nobody to vouch for it, ends nothing however long it stands', async () => {
  house.time.synchronised = false;
  await jump(10 * YEAR_MS);
  await house.time.advance(2 * HOUR_MS);
  expect(house.order('o1')?.state).toBe('stored');
  expect(house.health().clock).toMatchObject({ quality: 'floor', source: 'none', jumps: 1 });
  await collects();
});

test('but real time does: by the monotonic clock, on a cabinet that nobody vouches for', async () => {
  house.time.synchronised = false;
  await jump(-10 * YEAR_MS);
  await house.time.advance(170 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('stored');
  await house.time.advance(15 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
});

test('forward and back again within the ten minutes: nothing came of it, and time stands on the floor meanwhile', async () => {
  await jump(5 * HOUR_MS);
  await house.time.advance(5 * MINUTE_MS);
  await jump(-5 * HOUR_MS);
  expect(house.hub.of('clock.jumped').map(({ byMs }) => byMs)).toEqual([5 * HOUR_MS, -5 * HOUR_MS]);
  await house.time.advance(HOUR_MS);
  expect(house.order('o1')?.state).toBe('stored');
  expect(house.health().clock).toMatchObject({ quality: 'floor', source: 'ntp' });
  expect(goneBack()).toEqual([]);
  await collects();
  // A floor less than two days ahead is waited for, not reset.
  await house.time.advance(5 * HOUR_MS);
  expect(house.health().clock.quality).toBe('trusted');
  expect(house.hub.of('clock.floor-reset')).toEqual([]);
});

test('a crash and a restart in the ten minutes do not shorten them; a reboot begins them anew', async () => {
  await jump(5 * HOUR_MS);
  await house.time.advance(5 * MINUTE_MS);
  await house.crash(false);
  await house.start();
  await house.time.advance(4 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('stored');
  await house.crash();
  await house.start();
  await house.time.advance(9 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('stored');
  await opens();
  expect(house.hub.of('clock.jumped')).toHaveLength(1);
});

test('the ten minutes go on over a restart of the daemon alone', async () => {
  await jump(5 * HOUR_MS);
  await house.time.advance(8 * MINUTE_MS);
  await house.crash(false);
  await house.start();
  await house.time.advance(3 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
});

test('a clock that jumped while the daemon was down, in the same boot, is found at the start', async () => {
  await house.crash(false);
  house.time.stepWall(10 * YEAR_MS);
  await house.start();
  const [jumped] = house.hub.of('clock.jumped');
  expect(Math.abs((jumped?.byMs ?? 0) - 10 * YEAR_MS)).toBeLessThan(1_000);
  expect(house.order('o1')?.state).toBe('stored');
});

test('ten years ahead and believed, then right again: the floor is reset, and the resident gets the dinner', async () => {
  await jump(10 * YEAR_MS);
  await house.time.advance(15 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
  await jump(-10 * YEAR_MS);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'expired' });
  await house.time.advance(11 * MINUTE_MS);
  expect(house.hub.of('order.revived')).toEqual([{ orderId: 'o1', compartment: door }]);
  const [reset] = house.hub.of('clock.floor-reset');
  expect(Math.abs(Date.parse(reset?.toAt ?? '') - house.time.wallMs)).toBeLessThan(11 * MINUTE_MS);
  expect(house.health().clock).toMatchObject({ quality: 'trusted', source: 'ntp' });
  await collects();
  // Declared, and only there.
  expect(goneBack()).toHaveLength(1);
  expect(goneBack()[0]).toMatch(/^clock.floor-reset > /);
});

test('an order that is revived ends at its own time', async () => {
  await jump(10 * YEAR_MS);
  await house.time.advance(15 * MINUTE_MS);
  await jump(-10 * YEAR_MS);
  await house.time.advance(20 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('stored');
  await house.time.advance(3 * HOUR_MS);
  expect(house.order('o1')?.state).toBe('expired');
  expect(house.hub.of('order.expired')).toHaveLength(2);
});

test('orders that came while the clock was wrong are not ended by the floor', async () => {
  await jump(5 * HOUR_MS);
  await house.time.advance(15 * MINUTE_MS);
  house.time.stepWall(-5 * HOUR_MS);
  // The hub’s clock is right: two hours from now is behind the floor.
  const collectByMs = house.time.wallMs + 2 * HOUR_MS;
  await house.supply({ id: 'o2', code: '87654321', collectByMs });
  await house.load('o2');
  await house.time.advance(90 * MINUTE_MS);
  expect(house.health().clock.quality).toBe('floor');
  expect(house.order('o2')?.state).toBe('stored');
  await house.time.advance(31 * MINUTE_MS);
  expect(house.order('o2')?.state).toBe('expired');
});

test('a board without a battery wakes in 1970, and NTP comes later: two jumps, and no code ends by them', async () => {
  await house.crash();
  await house.time.advance(5 * HOUR_MS);
  const truth = house.time.wallMs;
  Object.assign(house.time, { wallMs: 12_000, synchronised: false });
  await house.start();
  const [back] = house.hub.of('clock.jumped');
  expect(back?.toAt).toBe('1970-01-01T00:00:12.000Z');
  await house.time.advance(HOUR_MS);
  expect(house.health().clock).toMatchObject({ quality: 'floor', source: 'none', battery: 'none' });
  Object.assign(house.time, { wallMs: truth + HOUR_MS, synchronised: true });
  await house.time.advance(10_000);
  expect(house.hub.of('clock.jumped')[1]?.byMs).toBeGreaterThan(50 * YEAR_MS);
  expect(house.health().clock).toMatchObject({ quality: 'trusted', source: 'ntp', jumps: 2 });
  expect(goneBack()).toEqual([]);
  await collects();
});

test('a battery clock vouches where there is no network: the cabinet knows how long it was off', async () => {
  house.time.batteryMs = house.time.wallMs;
  await house.crash();
  await house.time.advance(5 * HOUR_MS);
  house.time.synchronised = false;
  await house.start();
  expect(house.health().clock).toMatchObject({ quality: 'trusted', source: 'battery', battery: 'agrees' });
  expect(house.hub.events.at(-1)).toMatchObject({ type: 'locker.started', clock: 'trusted' });
  expect(house.order('o1')?.state).toBe('stored');
  await house.time.advance(12 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
});

test.each([
  ['in 2000', Date.UTC(2000, 0)],
  ['in 2099', Date.UTC(2099, 0)],
])('a battery clock that died and wakes %s vouches for nothing, however often the daemon starts', async (_, wallMs) => {
  await house.crash();
  Object.assign(house.time, { wallMs, batteryMs: wallMs, synchronised: false });
  await house.start();
  for (let start = 0; start < 3; start++) {
    await house.time.advance(30 * MINUTE_MS);
    expect(house.health().clock).toMatchObject({ quality: 'floor', source: 'none', battery: 'differs' });
    await house.crash(start === 1);
    await house.start();
  }
  expect(house.order('o1')?.state).toBe('stored');
  await collects();
});

test('in 2099 by a dead battery, then NTP: the floor is reset after ten minutes, and nothing was ended', async () => {
  const truth = house.time.wallMs;
  await house.crash();
  Object.assign(house.time, { wallMs: Date.UTC(2099, 0), synchronised: false });
  await house.start();
  await house.time.advance(MINUTE_MS);
  Object.assign(house.time, { wallMs: truth + MINUTE_MS, synchronised: true });
  await house.time.advance(9 * MINUTE_MS);
  expect(house.health().clock.quality).toBe('floor');
  await house.time.advance(2 * MINUTE_MS);
  expect(house.health().clock.quality).toBe('trusted');
  expect(house.hub.of('clock.floor-reset')[0]?.fromAt).toMatch(/^2099/);
  expect(house.hub.of('order.expired')).toEqual([]);
  await collects();
});

test('a step of less than an hour is for the log, not for the journal', async () => {
  await jump(40 * MINUTE_MS);
  expect(house.hub.of('clock.jumped')).toEqual([]);
  expect(house.log.of('clock-stepped').map(({ byMs }) => byMs)).toEqual([40 * MINUTE_MS]);
});

test.each([
  ['forward ten years', 10 * YEAR_MS],
  ['back ten years', -10 * YEAR_MS],
  ['to 1970', -Date.UTC(2026, 10, 1)],
])('the keypad waits its minute whether the clock goes %s, with a reboot or without', async (_, byMs) => {
  const wrong = (): void => {
    house.press({ kind: 'clear' });
    house.type('99999999');
  };
  house.time.synchronised = false;
  for (let at = 0; at < BUCKET_TOKENS; at++) wrong();
  house.time.stepWall(byMs);
  wrong();
  expect(house.view).toMatchObject({ name: 'wait' });
  await house.crash();
  house.time.stepWall(-2 * byMs);
  await house.start();
  wrong();
  expect(house.view).toMatchObject({ name: 'wait' });
  // The next token comes in its minute, by a clock that nobody can set.
  await house.time.advance(61_000);
  wrong();
  expect(house.view).toMatchObject({ name: 'wrong-code' });
});

test('staff sign in on a cabinet that woke years ago or lives years ahead', async () => {
  for (const byMs of [-10 * YEAR_MS, 20 * YEAR_MS]) {
    await house.crash();
    house.time.synchronised = false;
    house.time.stepWall(byMs);
    await house.start();
    await house.signIn();
    expect(house.view.name).toBe('staff-orders');
    house.press({ kind: 'back' });
  }
});

test('documents and commands of a hub whose clock is right are taken by a cabinet that is ten years off', async () => {
  for (const byMs of [10 * YEAR_MS, -20 * YEAR_MS]) {
    house.time.synchronised = false;
    await jump(byMs);
    const id = `later-${byMs > 0 ? 'ahead' : 'behind'}`;
    await house.supply({ id, code: String(20_000_000 + house.hub.events.length) });
    expect(house.order(id)?.state).toBe('assigned');
    const compartment = byMs > 0 ? 11 : 12;
    house.hub.open(`command-${id}`, compartment, 0);
    await house.time.advance(8_000);
    expect(house.hub.of('command.done').map(({ commandId }) => commandId)).toContain(`command-${id}`);
    house.doors.close(compartment);
  }
  expect(house.hub.events.every(({ at }) => !Number.isNaN(Date.parse(at)))).toBe(true);
});

test('a time of day that is known to be wrong is not shown', async () => {
  expect(house.shownMs).toBe(house.time.wallMs);
  house.time.synchronised = false;
  await jump(-10 * YEAR_MS);
  expect(house.shownMs).toBeNull();
  house.time.synchronised = true;
  await jump(10 * YEAR_MS);
  expect(house.shownMs).toBe(house.time.wallMs);
});

test('whoever runs by the wall clock is told of each step of it, and of nothing else', async () => {
  let told = 0;
  house.onStep(() => {
    told += 1;
  });
  await house.time.advance(HOUR_MS);
  expect(told).toBe(0);
  await jump(-10 * YEAR_MS);
  expect(told).toBe(1);
  await jump(2_000);
  expect(told).toBe(2);
});

test('a clock that jumped ahead ends the hub’s keys only once it is confirmed, and one that is right again revives them', async () => {
  house.keysEndMs = house.time.wallMs + 24 * HOUR_MS;
  const taken = async (id: string): Promise<boolean> => {
    await house.supply({ id, code: String(30_000_000 + house.hub.events.length) });
    return house.order(id) !== undefined;
  };
  house.time.synchronised = false;
  await jump(10 * YEAR_MS);
  await house.time.advance(20 * MINUTE_MS);
  expect(await taken('by an unvouched clock')).toBe(true);
  house.time.synchronised = true;
  await house.time.advance(5 * MINUTE_MS);
  expect(await taken('in dispute')).toBe(true);
  await house.time.advance(10 * MINUTE_MS);
  expect(await taken('by a clock that is believed')).toBe(false);
  await jump(-10 * YEAR_MS);
  expect(await taken('by a clock that is right again')).toBe(true);
});
