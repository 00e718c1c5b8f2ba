/** Killed at the n-th sync of what may follow a pickup: "open again", and the next door of the same code. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Loaded } from './people.ts';
import { killing, LIMIT_MS, some } from './sweep.ts';
import { SweptCabinet } from './swept-cabinet.ts';

const REOPEN_TIMES = 10;

let swept: SweptCabinet;

beforeAll(async () => {
  swept = await SweptCabinet.build(20, REOPEN_TIMES);
}, 60_000);
afterAll(() => swept?.demolish(), 30_000);

async function loadAll(orders: readonly { readonly orderId: string; readonly code: string }[]): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  await swept.stocker.signIn();
  for (const order of orders) loaded.push(await swept.stocker.load(order));
  await swept.do({ kind: 'back' });
  await swept.acknowledged();
  return loaded;
}

test(
  'killed while the same door opens again: it never opens by itself, and the code opens no other door',
  async () => {
    const { from, step } = some(2, 3);
    let killed = 0;
    for (let nth = from, going = true; going; nth += step) {
      const [order] = await loadAll([swept.nextOrder()]);
      if (!order) throw new Error('nothing was loaded');
      await swept.resident.pickUp(order);
      await swept.acknowledged();
      going = await killing(swept)(nth, async () => {
        await swept.resident.openAgain(order);
        await swept.acknowledged();
      });
      await swept.expectPromises();
      if (going) killed = nth;
      const before = swept.board.pulses.length;
      await swept.do({ kind: 'back' });
      await swept.resident.openByCode(order);
      expect(swept.board.pulses.slice(before)).toEqual([order.door]);
      await swept.expectPromises();
    }
    expect(killed).toBeGreaterThanOrEqual(3);
  },
  LIMIT_MS,
);

test(
  'killed before the second door of one code: it stays shut until the code is typed again',
  async () => {
    const { from, step } = some(2, 5);
    let killed = 0;
    for (let nth = from, going = true; going; nth += step) {
      const placed = await swept.placePair(`P-pair-${nth}`);
      const pair = await loadAll(placed);
      const doors = pair.map(({ door }) => door);
      const before = swept.board.pulses.length;
      going = await killing(swept)(nth, async () => {
        await swept.resident.collectAll(pair);
        await swept.acknowledged();
      });
      await swept.expectPromises();
      if (going) killed = nth;
      await swept.do({ kind: 'back' });
      await swept.resident.collectAll(pair);
      expect(pair.map(({ orderId }) => swept.cabinet.disk.orderState(orderId))).toEqual(['collected', 'collected']);
      expect(new Set(swept.board.pulses.slice(before))).toEqual(new Set(doors));
      await swept.expectPromises();
    }
    expect(killed).toBeGreaterThanOrEqual(5);
  },
  LIMIT_MS,
);
