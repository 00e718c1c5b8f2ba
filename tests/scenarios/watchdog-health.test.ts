/** What is health and never a restart: with each of these for hours, the watchdog is fed as on a good day. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchOver } from '../../src/commands/run/watch-over.ts';
import { isNamedRefusal } from '../../src/controller/vitals.ts';
import { Watchdog } from '../../src/controller/watchdog.ts';
import { serialFailure } from '../../src/hardware/bus/serial-failure.ts';
import { RecordingManager } from '../fakes/recording-manager.ts';
import { House } from './house.ts';

const HOURS_MS = 3 * 3_600_000;

let house: House;
let manager: RecordingManager;
let watchdog: Watchdog;
beforeEach(async () => {
  house = new House();
  await house.start();
  manager = new RecordingManager(house.time);
  const { scheduler } = house.parts;
  watchdog = new Watchdog({ manager, scheduler, clock: house.time.clock, log: house.log });
  watchOver(watchdog, house.parts);
  watchdog.start();
});
afterEach(() => house.demolish());

/** Fed at least every half of its interval for hours, and nothing was ever called stuck. */
async function isFedFor(ms = HOURS_MS): Promise<void> {
  const sinceMs = house.time.monotonicMs;
  await house.time.advance(ms);
  expect(manager.longestHungerMs(sinceMs)).toBeLessThanOrEqual(manager.watchdogMs / 2);
  expect(house.log.of('watchdog-stuck')).toEqual([]);
  expect(house.hub.of('locker.stuck')).toEqual([]);
}

/** Every transaction fails from now on as SQLite says it, with these words. */
function storeFails(errcode: number, errstr: string): void {
  house.store.transact = () => {
    throw Object.assign(new Error(errstr), { code: 'ERR_SQLITE_ERROR', errcode, errstr });
  };
}

test('a good day: fed three times an interval, not more', async () => {
  await isFedFor();
  expect(manager.fedMs.length).toBeLessThanOrEqual(HOURS_MS / 10_000 + 1);
  expect(manager.status).toBe('Ready for codes: line locks up; cloud connected.');
});

test('a quiet night commits once a minute, so that the store shows that it lives', async () => {
  const head = (): number => house.store.transact((tx) => tx.journal.range().head);
  const before = head();
  const transact = house.store.transact.bind(house.store);
  let probes = 0;
  house.store.transact = (run) =>
    transact((tx) => {
      const put = (name: string, value: string): void => {
        probes += Number(name === 'watchdog-probe');
        tx.facts.put(name, value);
      };
      return run({ ...tx, facts: { ...tx.facts, put } });
    });
  await house.time.advance(600_000);
  expect(head()).toBe(before);
  expect(probes).toBeGreaterThanOrEqual(8);
  expect(probes).toBeLessThanOrEqual(10);
});

test('an adapter that is pulled out', async () => {
  house.port.refusal = { code: 'ENOENT', message: 'no such file' };
  house.port.cut();
  await isFedFor();
  expect(manager.status).toContain('line locks does not answer');
});

test('a port that this user may not open', async () => {
  house.port.refusal = serialFailure(new Error('Error: Permission denied, cannot open /dev/ttyUSB0'), '/dev/ttyUSB0');
  house.port.cut();
  await isFedFor();
});

test('a board without power', async () => {
  house.faults.dead = true;
  await isFedFor();
});

test('an adapter that takes no bytes any more, until it is given up and opened anew', async () => {
  house.port.hangs.write = true;
  await isFedFor();
  house.port.hangs.write = false;
  await house.time.advance(60_000);
  expect(manager.status).toContain('line locks up');
});

test('the same, while it hears noise without end: the port is opened anew all the same', async () => {
  house.port.hangs.write = true;
  const { openings } = house.port;
  const noise = house.time.scheduler.every(40, () => house.port.say(Uint8Array.of(0x55)));
  await isFedFor(600_000);
  noise();
  expect(house.port.openings).toBeGreaterThan(openings + 5);
});

test('no cloud for hours', async () => {
  house.broker.refusing = { kind: 'unreachable', detail: 'no route' };
  house.broker.cut();
  await isFedFor();
  expect(manager.status).toContain('cloud away');
});

test.each([
  ['a full disk', 13, 'database or disk is full'],
  ['a disk that was remounted read-only', 8, 'attempt to write a readonly database'],
  ['a disk that fails', 10 | (3 << 8), 'disk I/O error'],
  ['a database that somebody else holds', 5, 'database is locked'],
])('%s', async (_, errcode, errstr) => {
  storeFails(errcode, errstr);
  await isFedFor();
});

test('a child at the keypad: six digits, one back, six digits, for ten minutes', async () => {
  const play = house.time.scheduler.every(700, () => {
    house.type('123456');
    house.press({ kind: 'delete' });
    house.press({ kind: 'clear' });
    house.type('123456');
  });
  const written = house.port.written.length;
  await isFedFor(600_000);
  play();
  expect(house.port.written.length - written).toBeGreaterThanOrEqual(25);
});

test('a process that was stopped for ten minutes, or waited for a slow disk, is not taken for a stuck one', async () => {
  const { clock } = house.time;
  const { read } = clock;
  let pausedMs = 0;
  clock.read = () => ({ ...read(), monotonicMs: read().monotonicMs + pausedMs });
  await house.time.advance(60_000);
  pausedMs = 600_000;
  await isFedFor(60_000);
});

test('SQLite’s own errors are told from a store that is gone', () => {
  const thrownBy = (run: () => void): unknown => {
    try {
      run();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was thrown');
  };
  const full = new DatabaseSync(':memory:');
  full.exec('CREATE TABLE t (x); PRAGMA max_page_count = 3');
  const fill = (): void => {
    for (;;) full.exec('INSERT INTO t VALUES (hex(randomblob(4000)))');
  };
  expect(isNamedRefusal(thrownBy(fill))).toBe(true);
  const readOnly = new DatabaseSync(`${house.directory}/larder.db`, { readOnly: true });
  expect(isNamedRefusal(thrownBy(() => readOnly.exec('DELETE FROM facts')))).toBe(true);
  readOnly.close();
  expect(isNamedRefusal(thrownBy(() => readOnly.exec('SELECT 1')))).toBe(false);
  expect(isNamedRefusal(new Error('transact() within transact()'))).toBe(false);
  expect(isNamedRefusal(Object.assign(new Error('out of memory'), { errcode: 7 }))).toBe(false);
});
