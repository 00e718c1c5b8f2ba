import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Opening } from '../../src/core/opening.ts';
import type { Order, OrderState } from '../../src/core/order.ts';
import type { StaffMember } from '../../src/core/staff.ts';
import { Disk } from './disk.ts';

let disk: Disk;
beforeEach(() => {
  disk = new Disk();
});
afterEach(() => disk.remove());

const order = (id: string, state: OrderState, more: Partial<Order> = {}): Order => ({
  ...{ id, pickupId: 'p', codeMac: 'mac', zone: 'chilled', size: 'S', low: false, collectByMs: 1, items: [], state },
  ...{ compartment: null, generation: null, storedAt: null, collectedAt: null, reopens: 0 },
  ...more,
});

test('of the orders of one code the live ones come first, oldest first; then the newest of those that are over', () => {
  disk.store.transact((tx) => {
    tx.orders.put(order('old', 'collected'));
    tx.orders.put(order('first', 'stored'));
    tx.orders.put(order('other', 'stored', { codeMac: 'another' }));
    tx.orders.put(order('later', 'expired'));
    tx.orders.put(order('second', 'assigned'));
  });
  const found = disk.store.transact((tx) => tx.orders.byCodeMac('mac').map(({ id }) => id));
  expect(found).toEqual(['first', 'second', 'later', 'old']);
});

test('an order that is put again is one order, in its first place', () => {
  disk.store.transact((tx) => {
    tx.orders.put(order('a', 'assigned'));
    tx.orders.put(order('b', 'assigned'));
    tx.orders.put(order('a', 'assigned', { codeMac: 'new' }));
  });
  const found = disk.store.transact((tx) => [
    tx.orders.inState('assigned').map(({ id }) => id),
    tx.orders.byPickup('p').length,
  ]);
  expect(found).toEqual([['a', 'b'], 2]);
});

test('the inbox is first in, first out, bytes as they came, and survives', () => {
  const bytes = Uint8Array.of(0, 255, 10, 0);
  disk.store.transact((tx) => {
    tx.inbox.add('one', bytes);
    tx.inbox.add('two', new Uint8Array());
  });
  disk.close();
  const first = disk.store.transact((tx) => tx.inbox.oldest());
  expect(first?.topic).toBe('one');
  expect(Buffer.from(first?.payload ?? []).equals(bytes)).toBe(true);
  disk.store.transact((tx) => tx.inbox.remove(first?.id ?? 0));
  expect(disk.store.transact((tx) => tx.inbox.oldest()?.topic)).toBe('two');
});

test('parts of a document are kept until their revision, or a later one, is in force', () => {
  const part = (revision: number, number: number) => ({
    ...{ document: 'orders' as const, revision, part: number, parts: 2, payload: `{"n":${number}}` },
  });
  disk.store.transact((tx) => {
    for (const at of [part(1, 1), part(2, 2), part(2, 1), part(3, 1)]) tx.documents.addPart(at);
  });
  disk.close();
  disk.store.transact((tx) => {
    expect(tx.documents.partsOf('orders', 2)).toEqual([part(2, 1), part(2, 2)]);
    tx.documents.setApplied('orders', { revision: 2, appliedAtMs: 5, problems: ['x'] });
    expect([1, 2, 3].map((revision) => tx.documents.partsOf('orders', revision).length)).toEqual([0, 0, 1]);
    expect(tx.documents.applied('orders')).toEqual({ revision: 2, appliedAtMs: 5, problems: ['x'] });
    expect(tx.documents.applied('staff')).toBeUndefined();
  });
});

test('staff are replaced as a whole', () => {
  const member = (id: string, number: string): StaffMember => ({
    ...{ id, number, name: id, role: 'stocker', secretMac: 'm', fromMs: 0, untilMs: 1 },
  });
  disk.store.transact((tx) => tx.staff.replaceAll([member('a', '2000'), member('b', '1000')]));
  disk.store.transact((tx) => tx.staff.replaceAll([member('c', '2000')]));
  disk.store.transact((tx) => {
    expect(tx.staff.all().map(({ id }) => id)).toEqual(['c']);
    expect(tx.staff.byNumber('2000')?.id).toBe('c');
    expect(tx.staff.byNumber('1000')).toBeUndefined();
  });
});

test('the latest opening of a door is its own', () => {
  disk.store.transact((tx) => {
    const draft: Omit<Opening, 'id' | 'compartment'> = {
      ...{ generation: 1, purpose: { kind: 'inspect', commandId: 'c' }, attempt: 1, state: 'opening' },
      ...{ startedAt: tx.now, openedAt: null, doorAtRequest: 'closed', observed: true, alarmed: false },
    };
    const first = tx.openings.add({ ...draft, compartment: 1 });
    const second = tx.openings.add({ ...draft, compartment: 1 });
    tx.openings.add({ ...draft, compartment: 2 });
    expect(tx.openings.latestOf(1)).toEqual(second);
    tx.openings.put({ ...second, state: 'jammed' });
    expect(tx.openings.latestOf(1)?.state).toBe('jammed');
    expect(tx.openings.unfinished()[0]).toEqual(first);
    expect(tx.openings.latestOf(3)).toBeUndefined();
  });
});
