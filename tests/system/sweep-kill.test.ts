/**
 * The real daemon, killed at the first, second, third … sync of its database, until a loading and a pickup end unharmed.
 * A kill shows what a dying process leaves; `power-model.ts` adds what a power cut could have left at that instant.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DiskLog } from './disk-fault.ts';
import { afterPowerCuts } from './power-model.ts';
import { killing, LIMIT_MS, MOST_ORDERS, sweep } from './sweep.ts';
import { SweptCabinet } from './swept-cabinet.ts';

let swept: SweptCabinet;
let powerCuts = 0;
/** Kills while the log was being moved into the database. */
let checkpoints = 0;

beforeAll(async () => {
  swept = await SweptCabinet.build(MOST_ORDERS);
}, 60_000);
afterAll(() => swept?.demolish(), 30_000);

function lookAtWhatIsLeft(log: DiskLog): void {
  const { cuts, problems } = afterPowerCuts(swept.cabinet.stateDirectory, log, (file) => swept.witness.brokenIn(file));
  expect(problems).toEqual([]);
  powerCuts += cuts;
  if (log.calls.some(({ file }) => file === 'larder.db')) checkpoints += 1;
}

test(
  'killed at any sync of a loading or a pickup: every promise holds after the next start',
  async () => {
    const { loading, pickup } = await sweep(swept, killing(swept, 'sync', lookAtWhatIsLeft));
    // At the least: the intent, the answer, the door open, the door closed; the intent, the door open, the door closed.
    expect(loading).toBeGreaterThanOrEqual(4);
    expect(pickup).toBeGreaterThanOrEqual(3);
    expect(powerCuts).toBeGreaterThan(loading + pickup);
    expect(checkpoints).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
