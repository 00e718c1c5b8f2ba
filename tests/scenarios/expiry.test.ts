/** The end of `collectBy`, by a clock that is right. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
let house: House;
beforeEach(async () => {
  house = new House();
  await house.start();
});
afterEach(() => house.demolish());

const inAnHour = { id: 'o1', code: '12345678', forMs: HOUR_MS };

/** The order is stored, and nobody is there any more. */
async function stored(): Promise<number> {
  await house.supply(inAnHour);
  const [door = 0] = await house.load('o1');
  house.person.stop();
  return door;
}

/** Until so long before the order's end (after it, when negative). */
const untilEnd = (leftMs: number): Promise<void> =>
  house.time.advance((house.order('o1')?.collectByMs ?? 0) - house.time.wallMs - leftMs);

test('a stored order ends within a minute of its time, keeps its compartment, and its code says so', async () => {
  const door = await stored();
  await untilEnd(1_000);
  expect(house.order('o1')?.state).toBe('stored');
  await house.time.advance(MINUTE_MS + 1_000);
  expect(house.order('o1')).toMatchObject({ state: 'expired', compartment: door });
  expect(house.compartment(door)).toMatchObject({ orderId: 'o1', occupancy: 'occupied' });
  expect(house.hub.of('order.expired')).toEqual([{ orderId: 'o1', compartment: door }]);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'expired' });
  await house.time.advance(HOUR_MS);
  expect(house.hub.of('order.expired')).toHaveLength(1);
  // Nothing else is given to it.
  await house.supply(inAnHour, ...[2, 3, 4, 5, 6, 7, 8].map((n) => ({ id: `o${n}`, code: `1000000${n}` })));
  await house.signIn();
  const { view } = house;
  const offered = view.name === 'staff-orders' ? view.orders.map(({ compartment }) => compartment) : [];
  expect(offered.length).toBeGreaterThan(3);
  expect(offered).not.toContain(door);
});

test('the code works to the last half second', async () => {
  const door = await stored();
  await untilEnd(500);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'opening', compartment: door });
  expect(house.pulses().filter((pulsed) => pulsed === door)).toHaveLength(2);
});

test('the code is refused from the very moment on, before the minute’s look', async () => {
  const door = await stored();
  await untilEnd(-10);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'expired' });
  expect(house.pulses().filter((pulsed) => pulsed === door)).toHaveLength(1);
});

test('an order that nobody loaded in time is over: it is not offered to the stocker, and its code says so', async () => {
  await house.supply(inAnHour, { id: 'o2', code: '87654321' });
  await untilEnd(-MINUTE_MS);
  expect(house.hub.of('order.expired')).toEqual([{ orderId: 'o1', compartment: null }]);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'expired' });
  await house.signIn();
  const { view } = house;
  expect(view.name === 'staff-orders' && view.orders.map(({ orderId }) => orderId)).toEqual(['o2']);
});

test('the stocker who looks at the list sees the order go', async () => {
  await house.supply({ ...inAnHour, forMs: 30_000 });
  await house.signIn();
  expect(house.view).toMatchObject({ name: 'staff-orders', orders: [{ orderId: 'o1' }] });
  // Whoever touches the screen stays signed in.
  for (let at = 0; at < 3; at++) {
    await house.time.advance(30_000);
    house.press({ kind: 'touch' });
  }
  expect(house.view).toMatchObject({ name: 'staff-orders', orders: [] });
});

test('an order is not ended while it is being loaded, but the moment after', async () => {
  await house.supply({ ...inAnHour, forMs: 90_000 });
  house.person.start();
  await house.time.advance(60_000);
  await house.signIn();
  house.press({ kind: 'load-order', orderId: 'o1' });
  await house.time.advance(10_000);
  // The door is closed, the stocker has not yet said that the space was empty.
  house.press({ kind: 'touch' });
  await house.time.advance(45_000);
  expect(house.order('o1')?.state).toBe('assigned');
  house.press({ kind: 'was-empty', empty: true });
  expect(house.order('o1')?.state).toBe('stored');
  await house.time.advance(MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
});

test('who has opened the door in time has collected, however long it stands open', async () => {
  const door = await stored();
  await untilEnd(5_000);
  house.type('12345678');
  await house.time.advance(10 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('stored');
  house.doors.close(door);
  await house.time.advance(2_000);
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.hub.of('order.expired')).toEqual([]);
});

test('who came in time tries again after a jam, for five minutes', async () => {
  const door = await stored();
  house.doors.jam(door);
  await untilEnd(3_000);
  house.type('12345678');
  await house.time.advance(70_000);
  expect(house.order('o1')?.state).toBe('stored');
  house.doors.free(door);
  house.person.start();
  house.type('12345678');
  await house.time.advance(8_000);
  expect(house.order('o1')?.state).toBe('collected');
});

test('a door that stays jammed does not keep the order for ever', async () => {
  const door = await stored();
  house.doors.jam(door);
  await untilEnd(3_000);
  house.type('12345678');
  await house.time.advance(7 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
});

test('who began a pickup of two doors in time gets both', async () => {
  const pickup = { code: '12345678', pickupId: 'p1', forMs: HOUR_MS };
  await house.supply({ id: 'o1', ...pickup }, { id: 'o2', ...pickup });
  await house.load('o1', 'o2');
  await untilEnd(2_000);
  house.type('12345678');
  await house.time.advance(60_000);
  expect(house.hub.of('order.collected').map(({ orderId }) => orderId)).toEqual(['o1', 'o2']);
  expect(house.hub.of('order.expired')).toEqual([]);
});

test('power fails across the end: it is judged when there is power again', async () => {
  await stored();
  await untilEnd(MINUTE_MS);
  await house.crash();
  await house.time.advance(10 * MINUTE_MS);
  await house.start();
  await house.time.advance(MINUTE_MS);
  // The cabinet knows its time only after ten minutes of a clock that is vouched for.
  expect(house.order('o1')?.state).toBe('stored');
  await house.time.advance(11 * MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
});

test('a disk that refuses ends nothing, and the next minute does', async () => {
  await stored();
  await untilEnd(1_000);
  const { store } = house;
  const real = store.transact.bind(store);
  store.transact = () => {
    throw new Error('disk full');
  };
  await house.time.advance(2 * MINUTE_MS);
  store.transact = real;
  expect(house.log.of('store-failed').map(({ doing }) => doing)).toContain('expiry');
  expect(house.order('o1')?.state).toBe('stored');
  await house.time.advance(MINUTE_MS);
  expect(house.order('o1')?.state).toBe('expired');
});

test('a longer time from the hub, before the end, counts', async () => {
  await stored();
  house.hub.orders({ ...inAnHour, forMs: 3 * HOUR_MS });
  await house.time.advance(2 * HOUR_MS);
  expect(house.order('o1')?.state).toBe('stored');
});

test('another pickup’s order with a code that is in use is refused and named', async () => {
  await stored();
  await house.supply(inAnHour, { id: 'o2', code: '12345678' });
  expect(house.order('o2')).toBeUndefined();
  const problems = house.hub.of('desired.applied').at(-1)?.problems;
  expect(problems).toEqual(['order o2: its code is in use by another pickup']);
});
