/**
 * The disk under the real daemon fails at the n-th sync of a loading and of a pickup, for each n. Nothing opens that is
 * not recorded, the screen says so, the process lives, and once the disk is well everything goes on.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DiskFault, Meddling } from './disk-fault.ts';
import type { Manner } from './people.ts';
import { type Choice, LIMIT_MS, MOST_ORDERS, type Strike, some, surviving, sweep } from './sweep.ts';
import { DaemonDied, SweptCabinet } from './swept-cabinet.ts';

let swept: SweptCabinet;

beforeEach(async () => {
  swept = await SweptCabinet.build(MOST_ORDERS);
}, 60_000);
afterEach(() => swept?.demolish(), 30_000);

async function expectStruck(choice: Choice, strike: Strike): Promise<void> {
  const { loading, pickup } = await sweep(swept, strike, choice);
  expect(loading).toBeGreaterThanOrEqual(4);
  expect(pickup).toBeGreaterThanOrEqual(3);
}

const failing = (nth: number): Meddling => ({ harm: 'io-error', at: 'sync', nth });
const failingFrom = (nth: number): Meddling => ({ ...failing(nth), lasting: true });
const helped = (fault: DiskFault, come: () => Promise<void>): Manner => ({
  readsScreen: false,
  help: { isDue: () => fault.log.harmed > 0, come },
});

test(
  'one sync fails: it is tried again, or the screen says that it cannot be recorded and the next try works',
  async () => {
    await expectStruck(
      some(1, 4),
      surviving(swept, failing, () => ({ readsScreen: false })),
    );
    expect(swept.refusals).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

test(
  'every sync fails from one on until the disk is well: nothing is lost, and nobody has to restart it',
  async () => {
    const heal = (fault: DiskFault): Manner => helped(fault, async () => void (await fault.heal()));
    await expectStruck(some(2, 4), surviving(swept, failingFrom, heal));
    expect(swept.refusals).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

/** What was refused, and said to be, is found by the next process: the log held it, though its sync had failed. */
test(
  'every sync fails from one on until somebody pulls the plug: every promise holds after the next start',
  async () => {
    const pullPlug = async (): Promise<never> => {
      await swept.cabinet.killDaemon();
      throw new DaemonDied('somebody pulled the plug');
    };
    await expectStruck(some(3, 4), async (nth, act) => {
      swept.witness.markKeypad();
      const log = await swept.during(failingFrom(nth), (fault) => act(helped(fault, pullPlug)));
      if (log.harmed === 0) return false;
      if (swept.cabinet.daemon.hasEnded) await swept.start();
      await swept.settled();
      return true;
    });
  },
  LIMIT_MS,
);
