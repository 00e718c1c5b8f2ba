import { expect, test } from 'vitest';
import { type Compartment, newCompartment } from '../../src/core/compartment.ts';
import {
  collect,
  countReopen,
  expire,
  mayOpen,
  type Order,
  revive,
  stateBeforeExpiry,
  store,
} from '../../src/core/order.ts';
import { moment, NOON_MS } from './moments.ts';

const limits = { reopenMinutes: 3, reopenTimes: 2 };
const assigned: Order = {
  ...{ id: 'o1', pickupId: 'p1', codeMac: 'mac', zone: 'chilled', size: 'S', low: false, items: [] },
  ...{ state: 'assigned', compartment: null, generation: null, storedAt: null, collectedAt: null, reopens: 0 },
  collectByMs: NOON_MS + 3_600_000,
};
const full: Compartment = { ...newCompartment(5), generation: 2, occupancy: 'occupied', orderId: 'o1' };
const stored = store(assigned, full, moment());
const emptied: Compartment = { ...full, occupancy: 'presumed-empty', orderId: null };
const collected = collect(stored, moment(1_000));
const at = (ms: number) => moment(1_000 + ms);

test('storing an order remembers which generation of which compartment it is in', () => {
  expect(stored).toMatchObject({ state: 'stored', compartment: 5, generation: 2, storedAt: moment() });
});

test.each([
  ['not loaded yet', assigned, undefined, 0, 'not-loaded'],
  ['stored', stored, full, 0, 'collect'],
  ['stored, its compartment unknown', stored, undefined, 0, 'not-loaded'],
  ['stored, its compartment of a later generation', stored, { ...full, generation: 3 }, 0, 'not-loaded'],
  ['stored, its compartment given to another order', stored, { ...full, orderId: 'o2' }, 0, 'not-loaded'],
  ['stored, held for safety', stored, { ...full, hold: 'warm' }, 0, 'held'],
  ['stored, a moment before its end', stored, full, 3_598_999, 'collect'],
  ['stored, at its end', stored, full, 3_599_000, 'expired'],
  ['expired', { ...stored, state: 'expired' }, full, 0, 'expired'],
  ['removed', { ...stored, state: 'removed' }, emptied, 0, 'expired'],
  ['collected just now', collected, emptied, 0, 'reopen'],
  ['collected three minutes ago', collected, emptied, 180_000, 'reopen'],
  ['collected a little more than three minutes ago', collected, emptied, 180_001, 'already-collected'],
  ['reopened once', countReopen(collected), emptied, 0, 'reopen'],
  ['reopened twice', countReopen(countReopen(collected)), emptied, 0, 'already-collected'],
  ['collected, then held', collected, { ...emptied, hold: 'warm' }, 0, 'already-collected'],
  ['collected, then given away', collected, { ...full, generation: 3, orderId: 'o2' }, 0, 'already-collected'],
  ['collected, then confirmed empty', collected, { ...emptied, occupancy: 'confirmed-empty' }, 0, 'already-collected'],
  ['collected, its compartment unknown', collected, undefined, 0, 'already-collected'],
] as const)('a right code, its order %s', (_, order, compartment, ms, verdict) => {
  expect(mayOpen(order, compartment, limits, at(ms), at(ms).atMs)).toBe(verdict);
});

test('the grace is measured by the monotonic clock: a step of the wall clock neither ends nor extends it', () => {
  expect(mayOpen(collected, emptied, limits, { ...at(60_000), atMs: NOON_MS + 86_400_000 }, NOON_MS)).toBe('reopen');
  expect(mayOpen(collected, emptied, limits, { ...at(181_000), atMs: NOON_MS }, NOON_MS)).toBe('already-collected');
});

test('no grace at all where the cabinet gives none', () => {
  expect(mayOpen(collected, emptied, { reopenMinutes: 3, reopenTimes: 0 }, at(0), NOON_MS)).toBe('already-collected');
});

test('expiry is judged on the confirmed time, not on the floor of the clock', () => {
  const floorAhead = { ...at(0), atMs: NOON_MS + 86_400_000 };
  expect(mayOpen(stored, full, limits, floorAhead, NOON_MS)).toBe('collect');
  expect(mayOpen(stored, full, limits, at(0), NOON_MS + 3_600_000)).toBe('expired');
});

test('a stored order that expires keeps its compartment; one that was never loaded is over', () => {
  expect(expire(stored, moment(5))).toEqual({ ...stored, state: 'expired', expiredAt: moment(5) });
  expect(expire(assigned, moment(5))).toMatchObject({ state: 'removed', compartment: null });
});

test.each([
  ['stored, its food untouched', expire(stored, moment()), full, 'stored'],
  ['never loaded', expire(assigned, moment()), undefined, 'assigned'],
  ['stored, its compartment given away since', expire(stored, moment()), { ...full, orderId: 'o2' }, undefined],
  ['stored, its compartment of a later generation', expire(stored, moment()), { ...full, generation: 3 }, undefined],
  ['removed by a stocker since', { ...expire(stored, moment()), state: 'removed' }, emptied, undefined],
  ['revoked, not expired', { ...stored, state: 'expired' }, full, undefined],
  ['collected after it expired', { ...expire(stored, moment()), state: 'collected' }, emptied, undefined],
] as const)('what an order was before it expired: %s', (_, order, compartment, state) => {
  expect(stateBeforeExpiry(order, compartment)).toBe(state);
});

test('a revived order is what it was', () => {
  expect(revive(expire(stored, moment()), 'stored')).toEqual(stored);
  expect(revive(expire(assigned, moment()), 'assigned')).toEqual(assigned);
});
