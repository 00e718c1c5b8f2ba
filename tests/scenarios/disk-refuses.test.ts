import { afterEach, beforeEach, expect, test } from 'vitest';
import { healthSchema } from '../../src/contract/messages.ts';
import { House } from './house.ts';

let house: House;
let door: number;
beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' });
  [door = 0] = await house.load('o1');
});
afterEach(() => house.demolish());

/** From now on every transaction throws, as with a disk that is gone. */
const loseDisk = (): void => {
  house.store.transact = () => {
    throw new Error('disk I/O error');
  };
};

test('a code that cannot be recorded opens nothing, and the screen says so', async () => {
  const before = house.pulses().length;
  loseDisk();
  house.type('12345678');
  await house.time.advance(3_000);
  expect(house.view).toEqual({ name: 'service', reason: 'cannot-record' });
  expect(house.pulses()).toHaveLength(before);
  expect(house.log.of('store-failed').length).toBeGreaterThan(0);
});

test('a staff member who cannot be recorded is not signed in', async () => {
  loseDisk();
  await house.signIn();
  expect(house.view).toEqual({ name: 'service', reason: 'cannot-record' });
});

test('a door that moves, a message that comes: they are taken up again when the disk is back', async () => {
  const { transact } = house.store;
  house.person.stop();
  house.type('12345678');
  await house.time.advance(50);
  loseDisk();
  await house.time.advance(20_000);
  house.hub.keys(2);
  await house.time.advance(20_000);
  house.store.transact = transact;
  await house.time.advance(3_000);
  house.doors.close(door);
  await house.time.advance(30_000);
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.store.transact((tx) => tx.documents.applied('keys')?.revision)).toBe(2);
  expect(house.pulses()).toEqual([door, door]);
});

test('a door that is opened and closed while nothing can be recorded: both are told afterwards, in order', async () => {
  const { transact } = house.store;
  house.person.stop();
  house.type('12345678');
  loseDisk();
  await house.time.advance(2_000);
  expect(house.doors.state(door)).toBe('open');
  house.doors.close(door);
  await house.time.advance(10_000);
  house.store.transact = transact;
  await house.time.advance(60_000);
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.hub.events.slice(-3).map(({ type }) => type)).toEqual(['door.opened', 'door.closed', 'order.collected']);
  expect(house.hub.of('door.jammed')).toEqual([]);
});

test('the minutes go by without a disk, and nothing is thrown at a timer', async () => {
  loseDisk();
  await house.time.advance(700_000);
  expect(house.log.of('store-failed').length).toBeGreaterThan(0);
});

test('a database that cannot even be read does not silence health: it says the last that was known', async () => {
  const healths = () => house.broker.log.filter(({ topic }) => topic.endsWith('/health')).map(({ payload }) => payload);
  await house.time.advance(300_000);
  const before = healthSchema.parse(JSON.parse(healths().at(-1) ?? ''));
  const count = healths().length;
  loseDisk();
  await house.time.advance(600_000);
  expect(healths().length).toBe(count + 2);
  const after = healthSchema.parse(JSON.parse(healths().at(-1) ?? ''));
  expect(after).toMatchObject({ compartments: before.compartments, journal: { head: before.journal.head } });
  expect(Date.parse(after.at) - Date.parse(before.at)).toBe(600_000);
});
