/** What only a restart heals: the watchdog is not fed any more, and what is stuck is named before the end. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchOver } from '../../src/commands/run/watch-over.ts';
import type { Scheduler } from '../../src/controller/ports.ts';
import { busVitals } from '../../src/controller/vitals.ts';
import { Watchdog } from '../../src/controller/watchdog.ts';
import { CabinetBoards } from '../../src/hardware/cabinet-boards.ts';
import { RecordingManager } from '../fakes/recording-manager.ts';
import { FakeTime } from '../fakes/time.ts';
import { busOf, eightACabinet, fixedRandom, locksOf } from '../hardware/cabinet.ts';
import { RecordingLog } from '../hardware/log.ts';
import { MemoryPort } from '../hardware/memory-port.ts';
import { House } from './house.ts';

let house: House;
let manager: RecordingManager;
beforeEach(async () => {
  house = new House();
  await house.start();
  manager = new RecordingManager(house.time);
  const { scheduler } = house.parts;
  const watchdog = new Watchdog({ manager, scheduler, clock: house.time.clock, log: house.log });
  watchOver(watchdog, house.parts);
  watchdog.start();
});
afterEach(() => house.demolish());

/** Not fed for longer than the service manager bears, soon after `withinMs`; and named, once. */
async function isStarved(name: string, withinMs: number): Promise<void> {
  await house.time.advance(withinMs);
  const sinceMs = house.time.monotonicMs;
  await house.time.advance(2 * manager.watchdogMs);
  expect(manager.fedMs.filter((ms) => ms >= sinceMs)).toEqual([]);
  const said = house.log
    .of('watchdog-stuck')
    .map(({ parts }) => (parts as { name: string }[]).map((part) => part.name));
  expect(said).toEqual([[name]]);
  expect(manager.status).toContain(`Stuck: ${name}`);
}

test('an opening that never comes back', async () => {
  house.port.hangs.open = true;
  house.port.cut();
  await house.time.advance(1_000);
  house.port.hangs.close = true;
  await isStarved('bus locks', 75_000);
  expect(house.port.openings).toBe(2);
  expect(house.hub.of('locker.stuck')).toEqual([{ parts: ['bus locks'] }]);
});

test('a write that never ends, on a port that cannot be closed either', async () => {
  house.port.hangs.write = true;
  house.port.hangs.close = true;
  await isStarved('bus locks', 90_000);
});

test('a store that is closed under its users’ feet', async () => {
  const gone = new DatabaseSync(':memory:');
  gone.close();
  house.store.transact = () => gone.exec('SELECT 1') as never;
  await isStarved('store', 160_000);
});

test('a page that takes no connection', async () => {
  house.parts.screen.probe = () => Promise.reject(new Error('ECONNREFUSED'));
  await isStarved('page', 55_000);
});

test('a page that never answers', async () => {
  house.parts.screen.probe = () => new Promise(() => {});
  await isStarved('page', 55_000);
});

test('what comes back by itself before the end is fed again, and that is said', async () => {
  house.parts.screen.probe = () => Promise.reject(new Error('ECONNREFUSED'));
  await house.time.advance(60_000);
  expect(house.log.of('watchdog-stuck')).toHaveLength(1);
  const fed = manager.fedMs.length;
  house.parts.screen.probe = async () => {};
  await house.time.advance(20_000);
  expect(manager.fedMs.length).toBeGreaterThan(fed);
  expect(house.log.of('watchdog-well')).toHaveLength(1);
  expect(manager.status).toContain('Ready for codes');
});

describe('an exchange that waits for ever', () => {
  test('since its timer got lost', async () => {
    const time = new FakeTime();
    let loses = false;
    const leaky: Scheduler = {
      after: (ms, run) => (loses ? () => {} : time.scheduler.after(ms, run)),
      every: time.scheduler.every,
    };
    const log = new RecordingLog();
    const boards = new CabinetBoards({
      ...{ clock: time.clock, scheduler: leaky, random: fixedRandom, log },
      ...{ buses: [busOf([{ id: 'a', dialect: 'eight-a', channels: 2 }])], locks: locksOf('a', 2) },
      openTransport: new MemoryPort(time).openTransport,
    });
    boards.start({ doorChanged: () => {} });
    const starving = new RecordingManager(time);
    const watchdog = new Watchdog({ manager: starving, clock: time.clock, scheduler: time.scheduler, log });
    watchdog.watch(busVitals(boards), house.store, () => '');
    watchdog.start();
    await time.advance(120_000);
    expect(starving.longestHungerMs(1_000)).toBeLessThanOrEqual(15_000);
    loses = true;
    await time.advance(70_000);
    const sinceMs = time.monotonicMs;
    await time.advance(60_000);
    expect(starving.fedMs.filter((ms) => ms >= sinceMs)).toEqual([]);
  });

  test('one line of two is enough', async () => {
    const { boards, time } = await eightACabinet();
    const two = { ...boards.counters(), right: boards.counters().left };
    const counters = () => ({ left: boards.counters().left, right: two.right }) as never;
    const log = new RecordingLog();
    const starving = new RecordingManager(time);
    const watchdog = new Watchdog({ manager: starving, clock: time.clock, scheduler: time.scheduler, log });
    watchdog.watch(busVitals({ counters } as never), house.store, () => '');
    watchdog.start();
    await time.advance(100_000);
    expect(log.of('watchdog-stuck')[0]?.parts).toMatchObject([{ name: 'bus right' }]);
    expect(time.monotonicMs - (starving.fedMs.at(-1) ?? 0)).toBeGreaterThan(30_000);
  });
});
