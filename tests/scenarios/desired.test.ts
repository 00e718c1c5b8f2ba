import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCKER, orderDocument, reported, sendPart, staffDocument } from './documents.ts';
import { House, STAFF } from './house.ts';

let house: House;
beforeEach(async () => {
  house = new House();
  await house.start();
  house.hub.keys();
  house.hub.staff(STAFF);
  await house.time.advance(500);
});
afterEach(() => house.demolish());

const orders = (revision: number, codes: Readonly<Record<string, string>>, more: Record<string, unknown> = {}) =>
  sendPart(
    house,
    'orders',
    revision,
    Object.entries(codes).map(([id, code]) => orderDocument(house, id, code, more)),
  );
const known = (): string[] =>
  house.store.transact((tx) =>
    tx.orders.inState('assigned', 'stored', 'collected', 'expired', 'removed').map(({ id }) => id),
  );

describe('revisions', () => {
  test('a revision is applied when it is whole, its parts in any order', async () => {
    const part = (id: string, number: number) =>
      sendPart(house, 'orders', 1, [orderDocument(house, id, `1000000${number}`)], [number, 3]);
    await part('c', 3);
    await part('a', 1);
    expect(known()).toEqual([]);
    expect(reported(house, 'orders')).toBeUndefined();
    await part('a', 1);
    expect(known()).toEqual([]);
    await part('b', 2);
    expect(known()).toEqual(['a', 'b', 'c']);
    expect(reported(house, 'orders')).toMatchObject({ revision: 1, problems: [] });
  });

  test('parts survive a power cut', async () => {
    await sendPart(house, 'orders', 1, [orderDocument(house, 'a', '10000001')], [1, 2]);
    await house.crash();
    await house.start();
    await sendPart(house, 'orders', 1, [orderDocument(house, 'b', '10000002')], [2, 2]);
    expect(known()).toEqual(['a', 'b']);
  });

  test('parts of two revisions are never mixed', async () => {
    await sendPart(house, 'orders', 1, [orderDocument(house, 'a', '10000001')], [1, 2]);
    await sendPart(house, 'orders', 2, [orderDocument(house, 'b', '10000002')], [2, 2]);
    expect(known()).toEqual([]);
    await sendPart(house, 'orders', 2, [orderDocument(house, 'c', '10000003')], [1, 2]);
    expect(known().sort()).toEqual(['b', 'c']);
  });

  test('a lower revision is refused and told of', async () => {
    await orders(5, { a: '10000001' });
    await orders(4, { b: '10000002' });
    expect(known()).toEqual(['a']);
    expect(house.hub.of('desired.rejected')).toEqual([{ document: 'orders', reason: 'revision 4 is older than 5' }]);
    expect(reported(house, 'orders')?.revision).toBe(5);
  });

  test('the same again changes nothing, even with other content', async () => {
    await orders(5, { a: '10000001' });
    const { head } = house.store.transact((tx) => tx.journal.range());
    await orders(5, { b: '10000002' });
    expect(known()).toEqual(['a']);
    expect(house.store.transact((tx) => tx.journal.range().head)).toBe(head);
  });

  test.each([
    ['another locker', { aud: 'other', revision: 1, part: 1, parts: 1, orders: [] }, /addressed to other/],
    ['a part beyond the parts', { aud: LOCKER, revision: 1, part: 3, parts: 2, orders: [] }, /part 3 of 2/],
    ['a field that nobody knows', { aud: LOCKER, revision: 1, part: 1, parts: 1, orders: [], x: 1 }, /x/],
    ['a bad order', { aud: LOCKER, revision: 1, part: 1, parts: 1, orders: [{}] }, /orders\.0\.id/],
    ['nothing', null, /document/],
  ])('%s: refused, told of, and nothing applied', async (_, payload, reason) => {
    house.hub.desire('orders', payload);
    await house.time.advance(500);
    expect(house.hub.of('desired.rejected')).toEqual([{ document: 'orders', reason: expect.stringMatching(reason) }]);
    expect(known()).toEqual([]);
  });

  test('a key manifest never goes back', async () => {
    house.hub.keys(7);
    house.hub.keys(6);
    await house.time.advance(500);
    expect(reported(house, 'keys')?.revision).toBe(7);
    expect(house.hub.of('desired.rejected')).toEqual([{ document: 'keys', reason: 'version 6 is older than 7' }]);
  });
});

describe('orders', () => {
  test('absent while assigned: dropped. Absent while stored: untouched', async () => {
    await orders(1, { a: '10000001', b: '10000002' });
    const [door = 0] = await house.load('a');
    await orders(2, { c: '10000003' });
    expect(known().sort()).toEqual(['a', 'c']);
    expect(house.hub.of('order.dropped')).toEqual([{ orderId: 'b' }]);
    house.type('10000001');
    expect(house.view).toEqual({ name: 'opening', compartment: door });
  });

  test('absent while it is being loaded: it is stored all the same', async () => {
    await orders(1, { a: '10000001' });
    house.person.start();
    await house.signIn();
    house.press({ kind: 'load-order', orderId: 'a' });
    await orders(2, {});
    house.press({ kind: 'was-empty', empty: true });
    await house.time.advance(6_000);
    expect(house.order('a')?.state).toBe('stored');
  });

  test('revoked while stored: its code opens nothing any more, and the food is on its way out', async () => {
    await orders(1, { a: '10000001' });
    const [door = 0] = await house.load('a');
    const before = house.pulses().length;
    await orders(2, { a: '10000001' }, { state: 'revoked' });
    expect(house.order('a')?.state).toBe('expired');
    expect(house.hub.of('order.revoked')).toEqual([{ orderId: 'a', compartment: door }]);
    house.type('10000001');
    expect(house.view).toEqual({ name: 'refused', reason: 'expired' });
    expect(house.pulses()).toHaveLength(before);
    await orders(3, { a: '10000001' });
    house.type('10000001');
    expect(house.view).toEqual({ name: 'refused', reason: 'expired' });
  });

  test('revoked while assigned: it cannot be loaded', async () => {
    await orders(1, { a: '10000001' });
    await orders(2, { a: '10000001' }, { state: 'revoked' });
    await house.signIn();
    expect(house.view).toMatchObject({ name: 'staff-orders', orders: [] });
    house.press({ kind: 'load-order', orderId: 'a' });
    await house.time.advance(500);
    expect(house.pulses()).toEqual([]);
  });

  test('revoked before it was ever known: nothing', async () => {
    await orders(1, { a: '10000001' }, { state: 'revoked' });
    expect(known()).toEqual([]);
  });

  test('a code may change while assigned; after stored it is a problem, and the rest applies', async () => {
    await orders(1, { a: '10000001', b: '10000002' });
    await orders(2, { a: '20000001', b: '10000002' });
    await house.load('a');
    await orders(3, { a: '30000001', b: '20000002', c: '30000003' });
    expect(reported(house, 'orders')).toMatchObject({
      revision: 3,
      problems: ['order a: its code cannot change after it was stored'],
    });
    expect(house.hub.of('desired.applied').at(-1)).toMatchObject({ revision: 3, problems: [expect.any(String)] });
    expect(known().sort()).toEqual(['a', 'b', 'c']);
    house.type('30000001');
    expect(house.view.name).toBe('wrong-code');
    house.type('20000002');
    expect(house.view).toEqual({ name: 'refused', reason: 'not-loaded' });
    house.type('20000001');
    expect(house.view.name).toBe('opening');
  });

  test('what was collected stays so, whatever a later document says', async () => {
    await orders(1, { a: '10000001' });
    await house.load('a');
    house.type('10000001');
    await house.time.advance(8_000);
    await orders(2, { a: '10000001' });
    await orders(3, { a: '10000001' }, { state: 'revoked' });
    await orders(4, {});
    expect(house.order('a')?.state).toBe('collected');
    expect(house.hub.of('order.revoked')).toEqual([]);
  });

  test('sixty problems are reported as the fifty that fit', async () => {
    const codes = (first: number) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`m${at}`, String(first + at)]));
    await orders(1, codes(10_000_000));
    house.store.transact((tx) => {
      for (const order of tx.orders.inState('assigned')) tx.orders.put({ ...order, state: 'removed' });
    });
    await orders(2, codes(20_000_000));
    expect(reported(house, 'orders')?.problems).toHaveLength(50);
  });
});

describe('staff', () => {
  const canSignIn = async (number: string, secret: string): Promise<boolean> => {
    for (const kind of ['help', 'staff'] as const) house.press({ kind });
    house.type(number + secret);
    await house.time.advance(500);
    const { name } = house.view;
    house.press({ kind: 'back' });
    return name === 'staff-orders';
  };

  test('two members with one number: the first is taken, the other reported', async () => {
    await sendPart(house, 'staff', 2, [
      staffDocument(house, 's1', '2001', '11111111'),
      staffDocument(house, 's2', '2001', '22222222'),
      staffDocument(house, 's3', '2003', '33333333'),
    ]);
    expect(reported(house, 'staff')).toMatchObject({ revision: 2, problems: ['staff s2: number 2001 is taken'] });
    expect(await canSignIn('2001', '11111111')).toBe(true);
    expect(await canSignIn('2001', '22222222')).toBe(false);
    expect(await canSignIn('2003', '33333333')).toBe(true);
  });

  test('who is not in the next document cannot sign in any more', async () => {
    expect(await canSignIn(STAFF.number, STAFF.secret)).toBe(true);
    await sendPart(house, 'staff', 2, []);
    expect(await canSignIn(STAFF.number, STAFF.secret)).toBe(false);
  });

  test('one member twice is a problem of that document, and does not stop the inbox', async () => {
    await sendPart(house, 'staff', 2, [
      staffDocument(house, 's1', '2001', '11111111'),
      staffDocument(house, 's1', '2002', '22222222'),
    ]);
    await orders(1, { a: '10000001' });
    expect(known()).toEqual(['a']);
    expect(house.store.transact((tx) => tx.inbox.oldest())).toBeUndefined();
  });
});
