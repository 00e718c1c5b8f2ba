/** A resident's code and a remote command at the same door, in every order. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

let house: House;
let door: number;

beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' }, { id: 'o2', code: '87654321' });
  [door = 0] = await house.load('o1');
});

afterEach(() => house.demolish());

const args = (purpose: unknown) => ({
  args: { compartment: door, generation: house.compartment(door)?.generation, purpose, reason: 'help line' },
});
const inspect = (): Record<string, unknown> => args({ kind: 'inspect' });
const collect = (): Record<string, unknown> => args({ kind: 'collect', orderId: 'o1' });

test('a code while the door stands open for an inspection collects the order, and costs no reopening', async () => {
  house.person.stop();
  house.hub.open('command-1', door, 0, inspect());
  await house.time.advance(1_000);
  house.type('12345678');
  await house.time.advance(2_000);
  house.doors.close(door);
  await house.time.advance(3_000);
  expect(house.order('o1')).toMatchObject({ state: 'collected', reopens: 0 });
  expect(house.hub.of('command.done')).toHaveLength(1);
});

test('a code while the pulse of an inspection is on the wire: one pulse, and the door opens for the order', async () => {
  const before = house.pulses().length;
  house.hub.open('command-1', door, 0, inspect());
  house.type('1234567');
  for (let ms = 0; ms < 100 && house.pulses().length === before; ms++) await house.time.advance(1);
  house.type('8');
  await house.time.advance(10_000);
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.pulses().slice(before)).toEqual([door]);
  expect(house.hub.of('door.opened').filter(({ cause }) => cause === 'nobody')).toEqual([]);
});

test('two quick taps on "open again" are one reopening and one pulse', async () => {
  house.person.stop();
  house.type('12345678');
  await house.time.advance(3_000);
  const before = house.pulses().length;
  house.press({ kind: 'open-again' });
  house.press({ kind: 'open-again' });
  await house.time.advance(3_000);
  expect(house.pulses().slice(before)).toEqual([door]);
  expect(house.order('o1')?.reopens).toBe(1);
});

test('behind a cut wire and a lock that stuck, the code and the operator always have another try', async () => {
  house.doors.cutSensor(door);
  house.doors.jam(door);
  await house.time.advance(5_000);
  for (let round = 0; round < 4; round++) {
    house.type('12345678');
    expect(house.view.name).not.toBe('refused');
    await house.time.advance(200_000);
    house.press({ kind: 'back' });
  }
  const byCode = house.pulses().length;
  house.type('12345678');
  await house.time.advance(60_000);
  expect(house.pulses()).toHaveLength(byCode + 1);
  house.hub.open('command-1', door, 0, collect());
  await house.time.advance(3_000);
  expect(house.pulses()).toHaveLength(byCode + 2);
  expect(house.hub.of('command.refused')).toEqual([]);
  expect(house.hub.of('command.done')).toHaveLength(1);
});

test('an order that is revoked while its door stands open was taken out all the same', async () => {
  house.person.stop();
  house.type('12345678');
  await house.time.advance(2_000);
  house.hub.orders({ id: 'o1', code: '12345678', state: 'revoked' }, { id: 'o2', code: '87654321' });
  await house.time.advance(2_000);
  house.doors.close(door);
  await house.time.advance(3_000);
  expect(house.hub.of('order.collected')).toHaveLength(1);
  expect(house.compartment(door)).toMatchObject({ occupancy: 'presumed-empty', orderId: null });
});
