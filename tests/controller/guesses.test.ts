/**
 * Ten thousand guesses at a real database, killed again and again at the worst moment, on a clock that a test moves:
 * however it goes, no more codes are compared than five tokens and one a minute allow. That a real process killed by
 * SIGKILL keeps the bucket too is for tests/system/guesses.test.ts.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Openings } from '../../src/controller/openings.ts';
import { PickUp } from '../../src/controller/pick-up.ts';
import type { Boards, Store, Tx } from '../../src/controller/ports.ts';
import type { Order } from '../../src/core/order.ts';
import { codeMac } from '../../src/core/pickup-code.ts';
import { SqliteStore } from '../../src/store/store.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { FakeTime } from '../fakes/time.ts';
import { RecordingLog } from '../hardware/log.ts';

/** Twenty thousand commits: what a disk keeps of them after SIGKILL is not asked here. */
const MEMORY_DISK = '/dev/shm';
const LOCKER = 'demo-0217';
const CODE_KEY = new Uint8Array(32).fill(7);
const GUESSES = 10_000;

class Killed extends Error {}

let directory: string;
let time: FakeTime;
let store: SqliteStore | undefined;
/** Codes that were ever looked up among the orders. */
let compared: string[];
beforeEach(() => {
  directory = mkdtempSync(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'larder-guesses-'));
  time = new FakeTime();
  compared = [];
});
afterEach(() => {
  store?.close();
  store = undefined;
  rmSync(directory, { recursive: true });
});

/** The door never moves here: what may be opened is asked, not how. */
const boards: Boards = {
  ...{ start: () => {}, stop: async () => {}, door: () => 'unknown', watchClosely: () => {}, relax: () => {} },
  ...{ hush: () => {}, counters: () => ({}), unlock: async () => ({ kind: 'not-sent', reason: 'bus-down' }) },
};

/** A daemon's start: the database as it lies there. It dies at its n-th transaction from now, before or after that one. */
function boot(diesAt: { transaction: number; committed: boolean } | undefined): PickUp {
  store?.close();
  const disk = new SqliteStore({ directory, clock: time.clock, random: new SeededRandom(3) });
  store = disk;
  let transactions = 0;
  const mortal: Pick<Store, 'transact'> = {
    transact: (run) => {
      transactions += 1;
      const last = transactions === diesAt?.transaction;
      if (last && !diesAt?.committed) throw new Killed();
      const result = disk.transact((tx) => run(watched(tx)));
      if (last) throw new Killed();
      return result;
    },
  };
  const shared = { store: mortal as Store, scheduler: time.scheduler, boards, log: new RecordingLog() };
  const effects = { collect: () => {}, reopen: () => {}, store: () => {}, inspect: () => {}, check: () => {} };
  const openings = new Openings({ ...shared, observed: new Set<number>(), effects });
  const limits = { reopenMinutes: 3, reopenTimes: 2 };
  return new PickUp({
    ...shared,
    openings,
    lockerId: LOCKER,
    codeKey: CODE_KEY,
    limits,
    confirmedMs: () => time.wallMs,
  });
}

function watched(tx: Tx): Tx {
  const byCodeMac = (mac: string) => {
    compared.push(mac);
    return tx.orders.byCodeMac(mac);
  };
  return { ...tx, now: tx.now, orders: { ...tx.orders, byCodeMac } };
}

const code = (guess: number): string => String(10_000_000 + guess * 7_919).slice(-8);

test('ten thousand guesses with a process that dies at the worst moments: the bucket is never fuller for it', () => {
  const random = new SeededRandom(11);
  const begunMs = time.monotonicMs;
  const anyDeath = () => ({ transaction: 1 + Math.floor(random.uniform() * 60), committed: random.uniform() < 0.5 });
  let pickUp = boot(anyDeath());
  let deaths = 0;
  for (let guess = 0; guess < GUESSES; guess++) {
    try {
      // The seventh digit pays ahead; an entry that is given up gets its token back.
      if (random.uniform() < 0.7) pickUp.payAhead();
      if (random.uniform() < 0.3) pickUp.takeBack();
      pickUp.enterCode(code(guess));
    } catch (error) {
      expect(error).toBeInstanceOf(Killed);
      deaths += 1;
      // A power cut, half of the time: another boot, and a clock that may not be trusted any more.
      if (random.uniform() < 0.5) {
        time.bootId = `boot-${guess}`;
        time.bootedMs = time.monotonicMs;
        time.synchronised = random.uniform() < 0.5;
      }
      pickUp = boot(anyDeath());
    }
    time.monotonicMs += 1_000;
    time.wallMs += 1_000;
  }
  const minutes = (time.monotonicMs - begunMs) / 60_000;
  expect(deaths).toBeGreaterThan(200);
  expect(compared.length).toBeGreaterThan(5);
  expect(compared.length).toBeLessThanOrEqual(5 + minutes);
}, 60_000);

test('without a death, two thousand guesses in a minute are six comparisons', () => {
  const pickUp = boot(undefined);
  const kinds = new Map<string, number>();
  for (let guess = 0; guess < 2_000; guess++) {
    const asked = pickUp.enterCode(code(guess));
    const kind = asked.kind === 'refused' ? asked.refusal.kind : asked.kind;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    time.monotonicMs += 31;
  }
  expect(compared).toHaveLength(6);
  expect(Object.fromEntries(kinds)).toEqual({ unknown: 6, throttled: 2_000 - 6 });
}, 60_000);

test('sixty right codes in ten minutes never wait, and a member who guesses in between gains nothing', () => {
  const pickUp = boot(undefined);
  const right = Array.from({ length: 60 }, (_, at) => `${20_000_000 + at}`);
  store?.transact((tx) => {
    for (const [at, each] of right.entries()) tx.orders.put(orderOf(at, each));
  });
  const enter = (typed: string): string => {
    const asked = pickUp.enterCode(typed);
    return asked.kind === 'refused' ? asked.refusal.kind : asked.kind;
  };
  const answers: string[] = [];
  for (const typed of right) {
    answers.push(enter(typed));
    time.monotonicMs += 10_000;
  }
  expect(new Set(answers)).toEqual(new Set(['not-loaded']));

  // The member's own right code between the guesses: 60 in 10 minutes, and no more guesses than without it.
  let guesses = 0;
  for (let at = 0; at < 60; at++) {
    if (enter(code(at)) === 'unknown') guesses += 1;
    enter(right[0] ?? '');
    time.monotonicMs += 10_000;
  }
  expect(guesses).toBeLessThanOrEqual(5 + 10);
});

const orderOf = (at: number, typed: string): Order => ({
  ...{ id: `o${at}`, pickupId: `p${at}`, codeMac: codeMac(CODE_KEY, LOCKER, typed), state: 'assigned' },
  ...{ zone: 'chilled', size: 'S', low: false, collectByMs: time.wallMs + 86_400_000, items: [], reopens: 0 },
  ...{ compartment: null, generation: null, storedAt: null, collectedAt: null },
});
