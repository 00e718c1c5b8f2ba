import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

let house: House;

beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' }, { id: 'o2', code: '87654321' });
});

afterEach(() => house.demolish());

test('an order is loaded, its code opens its own door, and the hub hears of it once, in order', async () => {
  const [door] = await house.load('o1');
  expect(house.order('o1')).toMatchObject({ state: 'stored', compartment: door });
  house.type('12345678');
  expect(house.view).toEqual({ name: 'opening', compartment: door });
  await house.time.advance(1_000);
  expect(house.view).toMatchObject({ name: 'open', compartment: door });
  await house.time.advance(5_000);
  expect(house.view).toMatchObject({ name: 'thanks', compartment: door });
  expect(house.order('o1')?.state).toBe('collected');
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
