import { describe, expect, test } from 'vitest';
import { afterLoss, type Compartment, mustCheck } from '../../src/core/compartment.ts';
import { answersFor, conclude, mayBeInside } from '../../src/core/door-check.ts';
import { mayOpen, type Order } from '../../src/core/order.ts';
import { moment, NOON_MS } from './moments.ts';

const limits = { reopenMinutes: 3, reopenTimes: 2 };
const assigned: Order = {
  ...{ id: 'o1', pickupId: 'p1', codeMac: 'mac', zone: 'chilled', size: 'S', low: false, items: [] },
  ...{ state: 'assigned', compartment: null, generation: null, storedAt: null, collectedAt: null, reopens: 0 },
  collectByMs: NOON_MS + 3_600_000,
};
const believed: Order = { ...assigned, lastKnown: { compartment: 5, storedAtMs: NOON_MS } };
const another: Order = { ...believed, id: 'o2' };
const chilled = afterLoss({ compartment: 5, zone: 'chilled' });
const ambient = afterLoss({ compartment: 5, zone: 'ambient' });
const full: Compartment = { ...chilled, generation: 1, occupancy: 'occupied', orderId: 'o1', toCheck: false };
const stored: Order = { ...assigned, state: 'stored', compartment: 5, generation: 1, storedAt: moment() };
const stocker = { staffId: 's1', role: 'stocker' } as const;
const leader = { staffId: 's2', role: 'leader' } as const;
const technician = { staffId: 's3', role: 'technician' } as const;
const types = (concluded: ReturnType<typeof conclude>) => concluded?.happenings.map(({ type }) => type);

test.each(['chilled', 'frozen', 'heated'] as const)(
  'after a loss a %s compartment is held and has to be checked',
  (zone) => {
    const compartment = afterLoss({ compartment: 5, zone });
    expect(compartment).toMatchObject({ occupancy: 'unconfirmed', hold: 'database-lost', toCheck: true });
    expect(mustCheck(compartment)).toBe(true);
  },
);

test('an ambient one is not held, but has to be checked until somebody has looked or loaded it', () => {
  expect(ambient.hold).toBeNull();
  expect(mustCheck(ambient)).toBe(true);
  expect(mustCheck({ ...ambient, toCheck: false })).toBe(false);
  expect(mustCheck({ ...ambient, occupancy: 'loading', orderId: 'o9' })).toBe(false);
  expect(mustCheck({ ...ambient, occupancy: 'confirmed-empty' })).toBe(false);
});

test('whatever is held has to be checked, also with food in it', () => {
  expect(mustCheck(full)).toBe(true);
  expect(mustCheck({ ...full, hold: null })).toBe(false);
});

test('an order may be inside only while nobody has looked where it is believed to be', () => {
  expect(mayBeInside(believed, [ambient])).toBe(true);
  expect(mayBeInside(believed, [{ ...ambient, occupancy: 'confirmed-empty', toCheck: false }])).toBe(false);
  expect(mayBeInside(believed, [])).toBe(false);
  expect(mayBeInside(assigned, [ambient])).toBe(false);
});

describe('what may be answered', () => {
  test.each([
    ['nothing is known', undefined, stocker.role, ['discarded', 'empty']],
    ['nothing is known, by a leader', undefined, leader.role, ['discarded', 'empty']],
    ['an order is believed to be there', believed, stocker.role, ['good', 'discarded', 'empty']],
    ['an order is stored there', stored, stocker.role, ['discarded', 'empty']],
    ['an order is stored there, by a leader', stored, leader.role, ['good', 'discarded', 'empty']],
    ['a revoked order is there', { ...stored, state: 'expired' as const }, technician.role, ['discarded', 'empty']],
  ])('when %s', (_, order, role, answers) => {
    expect(answersFor(order, role)).toEqual(answers);
  });

  test('nothing else counts', () => {
    expect(conclude(chilled, [], 'good', leader, moment())).toBeUndefined();
    expect(conclude(full, [stored], 'good', stocker, moment())).toBeUndefined();
  });
});

describe('good', () => {
  test('stores the order in a new generation, for which its code opens', () => {
    const concluded = conclude(ambient, [believed], 'good', stocker, moment(5));
    const [order] = concluded?.orders ?? [];
    expect(concluded?.compartment).toMatchObject({
      generation: 1,
      occupancy: 'occupied',
      orderId: 'o1',
      toCheck: false,
    });
    expect(order).toMatchObject({ state: 'stored', compartment: 5, generation: 1, storedAt: moment(5) });
    expect(order).not.toHaveProperty('lastKnown');
    expect(order && mayOpen(order, concluded?.compartment, limits, moment(5), NOON_MS)).toBe('collect');
    expect(types(concluded)).toEqual(['order.stored']);
  });

  test('of a stocker keeps the hold: the code does not open', () => {
    const concluded = conclude(chilled, [believed], 'good', stocker, moment());
    const [order] = concluded?.orders ?? [];
    expect(concluded?.compartment.hold).toBe('database-lost');
    expect(order && mayOpen(order, concluded?.compartment, limits, moment(), NOON_MS)).toBe('held');
    expect(types(concluded)).toEqual(['order.stored']);
  });

  test.each([leader, technician])('of a $role clears the hold', (checker) => {
    const concluded = conclude(chilled, [believed], 'good', checker, moment());
    expect(concluded?.compartment.hold).toBeNull();
    expect(concluded?.happenings.at(-1)).toEqual({
      type: 'hold.cleared',
      data: { compartment: 5, reason: 'inspected-ok', staffId: checker.staffId },
    });
  });

  test('of a leader, where it is stored already, changes nothing but the hold', () => {
    const concluded = conclude(full, [stored], 'good', leader, moment());
    expect(concluded).toMatchObject({ compartment: { ...full, hold: null }, orders: [] });
    expect(types(concluded)).toEqual(['hold.cleared']);
  });

  test('another order that was believed to be there is not', () => {
    const concluded = conclude(ambient, [believed, another], 'good', stocker, moment());
    expect(concluded?.orders[1]).toMatchObject({ id: 'o2', state: 'assigned' });
    expect(concluded?.orders[1]).not.toHaveProperty('lastKnown');
  });
});

describe.each(['discarded', 'empty'] as const)('%s', (finding) => {
  const reason = finding;

  test.each([
    ['nothing known there', chilled, []],
    ['an order believed there', chilled, [believed]],
    ['an order stored there', full, [stored]],
  ])('with %s: the space is empty, and the hold cleared by anybody', (_, compartment, orders) => {
    const concluded = conclude(compartment, orders, finding, stocker, moment());
    expect(concluded?.compartment).toMatchObject({
      ...{ occupancy: 'confirmed-empty', orderId: null, hold: null, toCheck: false },
      generation: compartment.generation,
    });
    expect(concluded?.happenings.slice(-2)).toEqual([
      { type: 'compartment.confirmed-empty', data: { compartment: 5, staffId: 's1' } },
      { type: 'hold.cleared', data: { compartment: 5, reason, staffId: 's1' } },
    ]);
  });

  test('without a hold there is none to clear', () => {
    expect(types(conclude(ambient, [], finding, stocker, moment()))).toEqual(['compartment.confirmed-empty']);
  });

  test('nobody is believed to be there any more', () => {
    for (const order of conclude(ambient, [believed, another], finding, stocker, moment())?.orders ?? []) {
      expect(order).not.toHaveProperty('lastKnown');
    }
  });
});

test('a believed order is removed when it was thrown away, and waits again when it was not there', () => {
  expect(conclude(chilled, [believed], 'discarded', stocker, moment())?.orders[0]?.state).toBe('removed');
  expect(conclude(chilled, [believed], 'empty', stocker, moment())?.orders[0]).toEqual(assigned);
});

test('a stored order that is not there, or was thrown away, is removed', () => {
  for (const finding of ['discarded', 'empty'] as const) {
    const concluded = conclude(full, [stored], finding, stocker, moment());
    expect(concluded?.orders[0]?.state).toBe('removed');
    expect(types(concluded)?.[0]).toBe('order.removed');
  }
});
