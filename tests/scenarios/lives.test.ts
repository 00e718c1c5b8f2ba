/** How often the daemon was started, and how it ended: counted with its events, told in health and to the hub. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HEALTH_EVERY_MS } from '../../src/controller/health.ts';
import { LOCKER } from './documents.ts';
import { House } from './house.ts';

let house: House;
beforeEach(async () => {
  house = new House();
  await house.start();
});
afterEach(() => house.demolish());

async function restarts() {
  await house.time.advance(HEALTH_EVERY_MS);
  const said = house.broker.log.filter(({ topic }) => topic === `larder/v1/${LOCKER}/health`);
  return JSON.parse(said.at(-1)?.payload ?? 'null').restarts;
}

const lastEnd = () => house.hub.of('locker.started').at(-1)?.lastEnd;

test('a stop, a crash, a power cut: each is told apart', async () => {
  expect(await restarts()).toEqual({ starts: 1, crashes: 0, watchdogs: 0, powerLosses: 0, lastEnd: 'first-start' });
  expect(lastEnd()).toBe('first-start');

  await house.stop();
  await house.start();
  expect(await restarts()).toMatchObject({ starts: 2, crashes: 0, lastEnd: 'stopped' });

  await house.crash(false);
  await house.start();
  expect(await restarts()).toMatchObject({ starts: 3, crashes: 1, powerLosses: 0, lastEnd: 'crashed' });
  expect(lastEnd()).toBe('crashed');

  await house.crash();
  await house.start();
  expect(await restarts()).toMatchObject({ starts: 4, crashes: 1, powerLosses: 1, lastEnd: 'power-lost' });
});

test('what systemd says of it: not fed', async () => {
  await house.crash(false);
  house.saidEnd = 'watchdog';
  await house.start();
  expect(await restarts()).toMatchObject({ crashes: 0, watchdogs: 1, lastEnd: 'watchdog' });
});

test('a stop that the disk did not take is no crash, when systemd says that it went well', async () => {
  house.store.transact = () => {
    throw new Error('disk I/O error');
  };
  await house.stop();
  expect(house.log.of('store-failed').map(({ doing }) => doing)).toContain('locker.stopping');
  house.saidEnd = 'success';
  await house.start();
  expect(await restarts()).toMatchObject({ crashes: 0, lastEnd: 'stopped' });
});
