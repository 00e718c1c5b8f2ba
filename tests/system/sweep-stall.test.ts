/** The disk under the real daemon takes 3 s for the n-th sync of a loading and of a pickup: all comes right, only later. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PATIENT } from './people.ts';
import { LIMIT_MS, MOST_ORDERS, some, surviving, sweep } from './sweep.ts';
import { SweptCabinet } from './swept-cabinet.ts';

let swept: SweptCabinet;

beforeAll(async () => {
  swept = await SweptCabinet.build(MOST_ORDERS);
}, 60_000);
afterAll(() => swept?.demolish(), 30_000);

test(
  'a sync of a loading or a pickup takes 3 s: nothing happens twice, and nobody is refused',
  async () => {
    // An unlock that waits for its lock to cool, or for the line, is not sent once it is 3 s old: the code stays good.
    const late = { ...PATIENT, comesAgain: true };
    const stall = surviving(
      swept,
      (nth) => ({ harm: 'stall', at: 'sync', nth }),
      () => late,
    );
    const { loading, pickup } = await sweep(swept, stall, some(2, 4));
    expect(loading).toBeGreaterThanOrEqual(4);
    expect(pickup).toBeGreaterThanOrEqual(3);
    expect(swept.refusals).toBe(0);
  },
  LIMIT_MS,
);

test('what is typed while the disk takes 3 s for something else is taken in the order in which it was typed', async () => {
  const order = swept.nextOrder();
  await swept.stocker.signIn();
  const loaded = await swept.stocker.load(order, PATIENT);
  await swept.do({ kind: 'back' });
  await swept.acknowledged();
  const forced = loaded.door === 12 ? 11 : 12;
  const log = await swept.during({ harm: 'stall', at: 'sync', nth: 1 }, async (fault) => {
    swept.board.doors.openByHand(forced);
    await swept.until(() => fault.log.calls.length > 0, 'the first sync');
    await swept.resident.pickUp(loaded, PATIENT);
  });
  expect(log.harmed).toBe(1);
  await swept.settled();
  await swept.resident.expectShut(loaded);
  await swept.expectPromises();
}, 60_000);
