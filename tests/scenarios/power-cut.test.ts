import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

let house: House;
let door: number;

beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' }, { id: 'o2', code: '87654321' });
  [door = 0] = await house.load('o1');
  house.person.stop();
});

afterEach(() => house.demolish());

/** Comes back, and sees that nothing moved by itself. */
async function powerIsBack(): Promise<void> {
  const before = house.pulses().length;
  await house.start();
  await house.time.advance(15_000);
  expect(house.pulses()).toHaveLength(before);
}

test('cut after the intent, before the door moved: uncertain, re-armed for the same order only', async () => {
  house.doors.jam(door);
  house.type('12345678');
  await house.crash();
  await house.time.advance(500);
  house.doors.free(door);
  await powerIsBack();
  expect(house.order('o1')?.state).toBe('stored');
  expect(house.hub.of('order.uncertain')).toEqual([{ orderId: 'o1', compartment: door, door: 'closed' }]);
  house.person.start();
  house.type('12345678');
  await house.time.advance(6_500);
  expect(house.order('o1')?.state).toBe('collected');
});

test('cut after the intent, and the door opened in the dark: opened, and collected when it closes', async () => {
  house.type('12345678');
  await house.crash();
  await house.time.advance(2_000);
  expect(house.doors.state(door)).toBe('open');
  await powerIsBack();
  expect(house.hub.of('order.uncertain')).toEqual([]);
  house.doors.close(door);
  await house.time.advance(3_000);
  expect(house.order('o1')?.state).toBe('collected');
});

test('cut with the door open, closed in the dark: collected', async () => {
  house.type('12345678');
  await house.time.advance(1_500);
  expect(house.view.name).toBe('open');
  await house.crash();
  house.doors.close(door);
  await powerIsBack();
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.hub.of('order.collected')).toHaveLength(1);
});

test('a code entered before the boards have answered ends the old attempt as uncertain and begins a new one', async () => {
  house.doors.jam(door);
  house.type('12345678');
  await house.crash();
  await house.time.advance(500);
  house.doors.free(door);
  house.port.refusal = { code: 'ENOENT', message: 'not there yet' };
  await house.start();
  expect(house.pulses().filter((pulsed) => pulsed === door)).toHaveLength(2);
  house.port.refusal = undefined;
  await house.time.advance(1_500);
  house.person.start();
  house.type('12345678');
  await house.time.advance(6_500);
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.hub.of('order.uncertain')).toHaveLength(1);
});

test('cut during a loading: the order still waits, its compartment is unconfirmed and of a used-up generation', async () => {
  await house.signIn();
  house.press({ kind: 'load-order', orderId: 'o2' });
  const view = house.view;
  const second = view.name === 'loading' ? view.compartment : 0;
  await house.time.advance(1_000);
  await house.crash();
  await powerIsBack();
  // While its door still stands open, the order gets no second compartment.
  await house.signIn();
  house.press({ kind: 'load-order', orderId: 'o2' });
  expect(house.view).toMatchObject({ name: 'staff-orders', orders: [] });
  house.press({ kind: 'back' });
  house.doors.close(second);
  await house.time.advance(5_000);
  expect(house.order('o2')?.state).toBe('assigned');
  expect(house.compartment(second)).toMatchObject({ occupancy: 'unconfirmed', orderId: null });
  house.type('87654321');
  expect(house.view).toEqual({ name: 'refused', reason: 'not-loaded' });
  expect((await house.load('o2')).length).toBe(1);
});

test('the journal has no gap and no double over five power cuts, and its epoch stays', async () => {
  for (let cut = 0; cut < 5; cut++) {
    house.type('99990000');
    await house.crash();
    await house.start();
    await house.time.advance(61_000);
  }
  const { head, acked } = house.store.transact((tx) => tx.journal.range());
  expect(acked).toBe(head);
  expect(house.hub.events.map((event) => event.seq)).toEqual(Array.from({ length: head }, (_, i) => i + 1));
});
