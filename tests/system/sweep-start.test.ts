/** Killed at the n-th sync of the start after a crash: what a start has half done, the next one does once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import { LIMIT_MS, some } from './sweep.ts';
import { SweptCabinet } from './swept-cabinet.ts';

let swept: SweptCabinet;

beforeAll(async () => {
  swept = await SweptCabinet.build(20);
}, 60_000);
afterAll(() => swept?.demolish(), 30_000);

/** Types the code and kills the daemon at the pulse; the door opens or, jammed, stays shut. Returns the order. */
async function crashAtPulse(isJammed: boolean) {
  const { board, cabinet, stocker, resident } = swept;
  await stocker.signIn();
  const order = await stocker.load(swept.nextOrder());
  await swept.do({ kind: 'back' });
  await swept.acknowledged();
  if (isJammed) board.doors.jam(order.door);
  const stopWatching = board.doors.onPulse(() => cabinet.daemon.signal('SIGKILL'));
  await resident.openByCode(order).catch(() => {});
  stopWatching();
  await cabinet.daemon.ended;
  if (!isJammed) await until(() => board.doors.state(order.door) === 'open', 'the door to swing open');
  expect(cabinet.disk.openingState(order.door)).toBe('opening');
  return order;
}

test(
  'killed at any sync of a start: nothing is told twice, nothing opens, and the order comes out right',
  async () => {
    const { board, cabinet, resident } = swept;
    const { from, step } = some(1, 4);
    let killed = 0;
    for (let nth = from, going = true; going; nth += step) {
      const isJammed = nth % 2 === 1;
      const order = await crashAtPulse(isJammed);
      swept.witness.markKeypad();
      const log = await swept.startStruck({ harm: 'kill', at: 'sync', nth });
      going = log.harmed > 0;
      if (going) killed = nth;
      board.doors.free(order.door);
      await swept.start();
      await swept.settled();
      await swept.expectPromises();
      const told = (type: string): number => cabinet.disk.tells(type, order.orderId);
      expect([told('order.uncertain'), told('order.collected')]).toEqual(isJammed ? [1, 0] : [0, 1]);
      if (isJammed) await resident.pickUp(order);
      expect(told('order.collected')).toBe(1);
      await resident.expectShut(order);
      await swept.expectPromises();
    }
    expect(killed).toBeGreaterThanOrEqual(3);
  },
  LIMIT_MS,
);
