import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

let house: House;
let door: number;

beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' }, { id: 'o2', code: '87654321' });
});

afterEach(() => house.demolish());

const load = async (): Promise<void> => {
  [door = 0] = await house.load('o1');
};

test('an order is loaded, its code opens its own door, and the hub hears of it once, in order', async () => {
  await load();
  expect(house.order('o1')).toMatchObject({ state: 'stored', compartment: door });
  house.type('12345678');
  expect(house.view).toEqual({ name: 'opening', compartment: door });
  await house.time.advance(1_000);
  expect(house.view).toMatchObject({ name: 'open', compartment: door });
  await house.time.advance(5_000);
  expect(house.view).toMatchObject({ name: 'thanks', compartment: door });
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.compartment(door)).toMatchObject({ occupancy: 'presumed-empty', orderId: null });
  expect(house.pulses()).toEqual([door, door]);
  await house.time.advance(1_000);
  expect(house.hub.types()).toEqual([
    'locker.started',
    'desired.applied',
    'desired.applied',
    'order.assigned',
    'order.assigned',
    'desired.applied',
    'staff.signed-in',
    'staff.opened',
    'door.opened',
    'compartment.confirmed-empty',
    'door.closed',
    'order.stored',
    'staff.signed-out',
    'order.opened',
    'door.opened',
    'door.closed',
    'order.collected',
  ]);
  expect(house.hub.duplicates).toBe(0);
});

test('a wrong code opens nothing, costs a try, and the refusal names no code', async () => {
  await load();
  const before = house.pulses().length;
  house.type('11112222');
  expect(house.view).toEqual({ name: 'wrong-code', triesLeft: 4 });
  expect(house.pulses()).toHaveLength(before);
  await house.time.advance(500);
  expect(house.hub.of('code.refused')).toEqual([{ reason: 'unknown', channel: 'keypad' }]);
});

test('a code is inert until its order is loaded, and says so', async () => {
  house.type('87654321');
  expect(house.view).toEqual({ name: 'refused', reason: 'not-loaded' });
  expect(house.pulses()).toEqual([]);
});

test('five wrong codes and the keypad waits; right codes never do, and a reboot gains nothing', async () => {
  await load();
  for (const digit of '12345') house.type(digit.repeat(8));
  expect(house.view).toEqual({ name: 'wrong-code', triesLeft: 0 });
  house.type('12345678');
  expect(house.view).toMatchObject({ name: 'wait', secondsTotal: 60 });
  await house.crash();
  house.time.synchronised = false;
  await house.start();
  house.type('12345678');
  expect(house.view).toMatchObject({ name: 'wait' });
  const { view } = house;
  await house.time.advance(view.name === 'wait' ? view.secondsLeft * 1_000 + 1_000 : 0);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'opening', compartment: door });
});

test('an evening rush of right codes never waits', async () => {
  const orders = Array.from({ length: 4 }, (_, i) => ({ id: `r${i}`, code: `7000000${i}` }));
  await house.supply(...orders);
  await house.load(...orders.map(({ id }) => id));
  for (let round = 0; round < 3; round++) {
    for (const { code } of orders) {
      house.type(code);
      expect(house.view.name).toBe('opening');
      await house.time.advance(6_000);
    }
  }
});

test('a jammed door: try again is a new intent, and a late movement still counts', async () => {
  await load();
  house.doors.jam(door);
  house.type('12345678');
  await house.time.advance(5_600);
  expect(house.view).toEqual({ name: 'jammed', compartment: door, canTryAgain: true });
  expect(house.order('o1')?.state).toBe('stored');
  house.doors.free(door);
  house.press({ kind: 'try-again' });
  await house.time.advance(6_000);
  expect(house.order('o1')?.state).toBe('collected');
  await house.time.advance(500);
  expect(house.hub.of('door.jammed')).toEqual([{ compartment: door }]);
  expect(house.hub.of('order.opened').map((data) => data.attempt)).toEqual([1, 1]);
});

test('a jammed door that springs open by itself a little later is this order, not nobody', async () => {
  await load();
  house.doors.jam(door);
  house.type('12345678');
  await house.time.advance(8_000);
  house.doors.openByHand(door);
  await house.time.advance(8_000);
  expect(house.order('o1')?.state).toBe('collected');
  await house.time.advance(500);
  expect(house.hub.of('door.opened').at(-1)).toEqual({ compartment: door, cause: 'order' });
});

test('a door left open is asked to be closed after 45 s and alarms after 120 s; closing it collects', async () => {
  await load();
  house.person.stop();
  house.type('12345678');
  await house.time.advance(47_000);
  expect(house.view).toEqual({ name: 'left-open', compartment: door, alarm: false });
  await house.time.advance(75_000);
  expect(house.view).toEqual({ name: 'left-open', compartment: door, alarm: true });
  house.doors.close(door);
  await house.time.advance(3_000);
  expect(house.view.name).toBe('thanks');
  await house.time.advance(500);
  expect(house.hub.of('door.left-open').map((data) => data.alarm)).toEqual([false, true]);
  expect(house.order('o1')?.state).toBe('collected');
});

test('open again: by the button, then by the same code, then no more; never after another touch', async () => {
  await load();
  house.type('12345678');
  await house.time.advance(6_500);
  expect(house.view).toEqual({ name: 'thanks', compartment: door, openAgainSeconds: 18 });
  house.press({ kind: 'open-again' });
  await house.time.advance(6_500);
  house.type('12345678');
  await house.time.advance(6_500);
  expect(house.view).toMatchObject({ name: 'thanks', openAgainSeconds: null });
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'already-collected' });
  expect(house.pulses().filter((pulsed) => pulsed === door)).toHaveLength(4);
  await house.time.advance(500);
  expect(house.hub.of('order.reopened').map((data) => data.channel)).toEqual(['screen', 'code']);
  expect(house.hub.of('order.collected')).toHaveLength(1);
});

test('a reopening whose pulse never left the house is not counted', async () => {
  await load();
  house.type('12345678');
  await house.time.advance(6_500);
  house.port.cut();
  house.port.refusal = { code: 'ENOENT', message: 'unplugged' };
  await house.time.advance(500);
  house.press({ kind: 'open-again' });
  await house.time.advance(500);
  expect(house.view).toEqual({ name: 'service', reason: 'lock-silent' });
  expect(house.order('o1')?.reopens).toBe(0);
});

test('the reopen grace ends after three minutes, and when the compartment is given away', async () => {
  await load();
  house.type('12345678');
  await house.time.advance(6_500 + 181_000);
  house.type('12345678');
  expect(house.view).toEqual({ name: 'refused', reason: 'already-collected' });
  const [other] = await house.load('o2');
  expect(other).not.toBeUndefined();
  expect(house.compartment(other ?? 0)?.generation).toBeGreaterThan(0);
});

test('a second resident may begin after 20 s of an open door, and their screen stays theirs', async () => {
  const [first = 0, second = 0] = await house.load('o1', 'o2');
  house.person.stop();
  house.type('12345678');
  await house.time.advance(10_000);
  house.type('8');
  expect(house.view).toMatchObject({ name: 'open', compartment: first });
  await house.time.advance(11_000);
  house.type('8765');
  expect(house.view).toMatchObject({ name: 'entering', entry: { entered: 4 } });
  house.doors.close(first);
  await house.time.advance(1_000);
  expect(house.view.name).toBe('entering');
  house.type('4321');
  expect(house.view).toEqual({ name: 'opening', compartment: second });
});

test('one code collects a pickup of two orders, one door after the other', async () => {
  await house.supply({ id: 'a', code: '50005000', pickupId: 'both' }, { id: 'b', code: '50005000', pickupId: 'both' });
  const [a = 0, b = 0] = await house.load('a', 'b');
  const before = house.pulses().length;
  house.type('50005000');
  await house.time.advance(14_000);
  expect(house.pulses().slice(before)).toEqual([a, b]);
  expect([house.order('a')?.state, house.order('b')?.state]).toEqual(['collected', 'collected']);
});

test('a dead board: nothing was sent, the code is as good as before', async () => {
  await load();
  house.port.cut();
  house.port.refusal = { code: 'ENOENT', message: 'unplugged' };
  await house.time.advance(1_000);
  house.type('12345678');
  await house.time.advance(500);
  expect(house.view).toEqual({ name: 'service', reason: 'lock-silent' });
  expect(house.order('o1')?.state).toBe('stored');
  house.port.refusal = undefined;
  await house.time.advance(20_000);
  house.type('12345678');
  await house.time.advance(6_500);
  expect(house.order('o1')?.state).toBe('collected');
});

test('a door that reads open before it is asked is pulsed once all the same, and the event says so', async () => {
  await load();
  house.doors.cutSensor(door);
  await house.time.advance(3_000);
  house.type('12345678');
  await house.time.advance(2_000);
  expect(house.pulses().filter((pulsed) => pulsed === door)).toHaveLength(2);
  expect(house.view).toMatchObject({ name: 'open', compartment: door });
  await house.time.advance(500);
  expect(house.hub.of('order.opened')).toMatchObject([{ doorAtRequest: 'open' }]);
});

test('a door that nobody asked for is told as such', async () => {
  house.doors.openByHand(12);
  await house.time.advance(3_000);
  house.doors.close(12);
  await house.time.advance(3_000);
  expect(house.hub.of('door.opened')).toEqual([{ compartment: 12, cause: 'nobody' }]);
  expect(house.hub.of('door.closed')).toEqual([{ compartment: 12 }]);
});
