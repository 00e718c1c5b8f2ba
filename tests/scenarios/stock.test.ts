import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendPart, staffDocument } from './documents.ts';
import { House, STAFF } from './house.ts';

let house: House;
beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' }, { id: 'o2', code: '87654321' });
  house.person.stop();
});
afterEach(() => house.demolish());

const enter = async (number: string, secret: string): Promise<void> => {
  for (const kind of ['help', 'staff'] as const) house.press({ kind });
  house.type(number + secret);
  await house.time.advance(500);
};

/** Signs in, picks the order, and returns the compartment whose door is open now. */
async function begin(orderId: string): Promise<number> {
  await house.signIn();
  house.press({ kind: 'load-order', orderId });
  await house.time.advance(1_500);
  const { view } = house;
  if (view.name !== 'loading') throw new Error(`not loading but ${view.name}`);
  return view.compartment;
}

const close = async (door: number): Promise<void> => {
  house.doors.close(door);
  await house.time.advance(1_000);
};
const waiting = (): string[] => {
  const { view } = house;
  return view.name === 'staff-orders' ? view.orders.map(({ orderId }) => orderId) : [];
};

describe('signing in', () => {
  test('nobody who is not signed in loads anything', async () => {
    house.press({ kind: 'load-order', orderId: 'o1' });
    house.press({ kind: 'was-empty', empty: true });
    await house.time.advance(1_000);
    expect(house.pulses()).toEqual([]);
    expect(house.order('o1')?.state).toBe('assigned');
  });

  test.each([
    ['a wrong secret', STAFF.number, '55512346'],
    ['an unknown number', '9999', STAFF.secret],
  ])('%s is refused, costs a try, and is told of without it', async (_, number, secret) => {
    await enter(number, secret);
    expect(house.view).toEqual({ name: 'staff-refused', triesLeft: 4 });
    await house.time.advance(500);
    expect(house.hub.of('code.refused')).toEqual([{ reason: 'unknown', channel: 'staff' }]);
    expect(house.hub.of('staff.signed-in')).toEqual([]);
  });

  test('a member is refused before and after the dates of the document', async () => {
    const at = (days: number): string => new Date(house.time.wallMs + days * 86_400_000).toISOString();
    await sendPart(house, 'staff', 2, [
      staffDocument(house, 'old', '2001', '11111111', { until: at(0) }),
      staffDocument(house, 'new', '2002', '22222222', { from: at(1), until: at(2) }),
      staffDocument(house, 'now', '2003', '33333333'),
    ]);
    await enter('2001', '11111111');
    expect(house.view.name).toBe('staff-refused');
    house.press({ kind: 'back' });
    await enter('2002', '22222222');
    expect(house.view.name).toBe('staff-refused');
    house.press({ kind: 'back' });
    await enter('2003', '33333333');
    expect(house.view.name).toBe('staff-orders');
  });

  test('it shares the residents’ bucket: five wrong codes, and staff wait too', async () => {
    for (const digit of '12345') house.type(digit.repeat(8));
    await enter(STAFF.number, STAFF.secret);
    expect(house.view).toMatchObject({ name: 'wait' });
    await house.time.advance(500);
    expect(house.hub.of('code.refused').at(-1)).toEqual({ reason: 'throttled', channel: 'staff' });
  });

  test('five wrong secrets make residents wait; the right one costs nothing', async () => {
    for (let round = 0; round < 8; round++) {
      await enter(STAFF.number, STAFF.secret);
      expect(house.view.name).toBe('staff-orders');
      house.press({ kind: 'back' });
    }
    for (let round = 0; round < 5; round++) {
      await enter(STAFF.number, '00000000');
      house.press({ kind: 'back' });
    }
    house.type('12345678');
    expect(house.view.name).toBe('wait');
  });

  test('60 s of nothing sign out, and say so', async () => {
    await house.signIn();
    await house.time.advance(59_000);
    expect(house.view.name).toBe('staff-orders');
    await house.time.advance(1_500);
    expect(house.view.name).toBe('attract');
    await house.time.advance(500);
    expect(house.hub.of('staff.signed-out')).toEqual([{ staffId: 's-1001', idle: true }]);
  });
});

describe('was it empty?', () => {
  test('no: the compartment is unconfirmed, and the order still waits', async () => {
    const door = await begin('o1');
    house.press({ kind: 'was-empty', empty: false });
    expect(waiting()).toEqual(['o1', 'o2']);
    await close(door);
    expect(house.compartment(door)).toMatchObject({ occupancy: 'unconfirmed', orderId: null });
    expect(house.order('o1')?.state).toBe('assigned');
    await house.time.advance(500);
    expect(house.hub.of('compartment.not-empty')).toEqual([{ compartment: door, staffId: 's-1001' }]);
    house.press({ kind: 'back' });
    house.type('12345678');
    expect(house.view).toEqual({ name: 'refused', reason: 'not-loaded' });
  });

  test('the door is closed before the answer: stored with the answer, not before', async () => {
    const door = await begin('o1');
    await close(door);
    expect(house.view).toMatchObject({ name: 'loading', door: 'closed', askEmpty: true });
    expect(house.order('o1')?.state).toBe('assigned');
    house.press({ kind: 'was-empty', empty: true });
    expect(house.order('o1')).toMatchObject({ state: 'stored', compartment: door });
    expect(house.view).toMatchObject({ name: 'staff-orders', justStored: { orderId: 'o1', compartment: door } });
  });

  test('the door is closed and the answer is no: the order still waits', async () => {
    const door = await begin('o1');
    await close(door);
    house.press({ kind: 'was-empty', empty: false });
    expect(house.order('o1')?.state).toBe('assigned');
    expect(house.compartment(door)).toMatchObject({ occupancy: 'unconfirmed', orderId: null });
    expect(waiting()).toEqual(['o1', 'o2']);
  });

  test('who walks away without an answer is signed out, and the order can be loaded again', async () => {
    const door = await begin('o1');
    await close(door);
    await house.time.advance(61_000);
    expect(house.view.name).toBe('attract');
    expect(house.order('o1')?.state).toBe('assigned');
    expect(house.compartment(door)).toMatchObject({ occupancy: 'unconfirmed', orderId: null });
    await house.signIn();
    expect(waiting()).toContain('o1');
  });

  test('no, and the same order into the same compartment once more, its door still open', async () => {
    await house.supply({ id: 'hot', code: '11112222', zone: 'heated' });
    const door = await begin('hot');
    house.press({ kind: 'was-empty', empty: false });
    house.press({ kind: 'load-order', orderId: 'hot' });
    await house.time.advance(1_500);
    expect(house.view).toMatchObject({ name: 'loading', compartment: door });
    house.press({ kind: 'was-empty', empty: true });
    await close(door);
    expect(house.order('hot')).toMatchObject({ state: 'stored', compartment: door });
    house.press({ kind: 'back' });
    await house.time.advance(1_500);
    house.type('11112222');
    expect(house.view).toEqual({ name: 'opening', compartment: door });
  });

  test('no, and another order into the same compartment, its door still open', async () => {
    await house.supply({ id: 'h1', code: '11112222', zone: 'heated' }, { id: 'h2', code: '33334444', zone: 'heated' });
    const door = await begin('h1');
    house.press({ kind: 'was-empty', empty: false });
    house.press({ kind: 'load-order', orderId: 'h2' });
    await house.time.advance(1_500);
    house.press({ kind: 'was-empty', empty: true });
    await close(door);
    expect(house.order('h2')).toMatchObject({ state: 'stored', compartment: door });
    expect(house.order('h1')?.state).toBe('assigned');
  });
});

describe('doors', () => {
  test('nobody is signed out while the door of a loading stands open', async () => {
    const door = await begin('o1');
    await house.time.advance(170_000);
    expect(house.view).toMatchObject({ name: 'loading', door: 'open' });
    house.press({ kind: 'was-empty', empty: true });
    await close(door);
    expect(house.order('o1')?.state).toBe('stored');
  });

  test('back undoes a mis-load: the order waits again, the space is unconfirmed, its door closes without a word', async () => {
    const door = await begin('o1');
    house.press({ kind: 'was-empty', empty: true });
    house.press({ kind: 'back' });
    expect(waiting()).toEqual(['o1', 'o2']);
    await close(door);
    expect(house.order('o1')?.state).toBe('assigned');
    expect(house.compartment(door)).toMatchObject({ occupancy: 'unconfirmed', orderId: null });
  });

  test('a jammed door stores nothing; another try may take another compartment', async () => {
    for (let door = 1; door <= 12; door++) house.doors.jam(door);
    await house.signIn();
    house.press({ kind: 'load-order', orderId: 'o1' });
    await house.time.advance(7_000);
    expect(house.view).toMatchObject({ name: 'loading', door: 'jammed', askEmpty: false });
    const first = house.view.name === 'loading' ? house.view.compartment : 0;
    expect(house.compartment(first)).toMatchObject({ occupancy: 'unconfirmed', orderId: null });
    house.press({ kind: 'back' });
    expect(waiting()).toEqual(['o1', 'o2']);
    for (let door = 1; door <= 12; door++) house.doors.free(door);
    house.press({ kind: 'back' });
    await house.time.advance(60_000);
    expect(await house.load('o1')).not.toEqual([first]);
  });

  test('a door of a loading that springs open late leaves nobody on a page without a way on', async () => {
    for (let door = 1; door <= 12; door++) house.doors.jam(door);
    await house.signIn();
    house.press({ kind: 'load-order', orderId: 'o1' });
    await house.time.advance(7_000);
    const door = house.view.name === 'loading' ? house.view.compartment : 0;
    house.doors.openByHand(door);
    await house.time.advance(3_000);
    await close(door);
    await house.time.advance(3_000);
    expect(house.order('o1')?.state).toBe('assigned');
    house.press({ kind: 'back' });
    expect(waiting()).toEqual(['o1', 'o2']);
  });

  test('a dead line: no door, and the order still waits', async () => {
    house.port.cut();
    house.port.refusal = { code: 'ENOENT', message: 'unplugged' };
    await house.time.advance(1_000);
    await house.signIn();
    house.press({ kind: 'load-order', orderId: 'o1' });
    await house.time.advance(500);
    expect(house.view).toMatchObject({ name: 'loading', door: 'no-answer' });
    house.press({ kind: 'back' });
    expect(waiting()).toEqual(['o1', 'o2']);
  });

  test('an order that is revoked while its door is open is not stored', async () => {
    const door = await begin('o1');
    house.hub.orders({ id: 'o1', code: '12345678', state: 'revoked' }, { id: 'o2', code: '87654321' });
    house.press({ kind: 'was-empty', empty: true });
    await close(door);
    expect(house.order('o1')?.state).toBe('removed');
    expect(house.compartment(door)?.occupancy).not.toBe('occupied');
    await house.time.advance(62_000);
    expect(house.compartment(door)).toMatchObject({ occupancy: 'unconfirmed', orderId: null });
  });
});

test('a full cabinet offers no compartment, opens no door, and takes the order when there is room', async () => {
  const hot = ['h1', 'h2'].map((id, at) => ({ id, code: `4000000${at}`, zone: 'heated' as const }));
  await house.supply(...hot);
  await house.load('h1');
  await house.signIn();
  expect(house.view).toMatchObject({ orders: [{ orderId: 'h2', compartment: null }] });
  const before = house.pulses().length;
  house.press({ kind: 'load-order', orderId: 'h2' });
  await house.time.advance(1_000);
  expect(house.view.name).toBe('staff-orders');
  expect(house.pulses()).toHaveLength(before);
  house.press({ kind: 'back' });
  house.person.start();
  house.type('40000000');
  await house.time.advance(8_000);
  expect(await house.load('h2')).toEqual([11]);
});

test('every loading gives its compartment a new generation, and every act names the member', async () => {
  const [door = 0] = await house.load('o1');
  expect(house.compartment(door)).toMatchObject({ generation: 1, uses: 1, occupancy: 'occupied', orderId: 'o1' });
  expect(house.hub.of('staff.opened')).toEqual([
    { staffId: 's-1001', orderId: 'o1', compartment: door, generation: 1, attempt: 1 },
  ]);
  expect(house.hub.of('order.stored')).toEqual([
    { orderId: 'o1', compartment: door, generation: 1, staffId: 's-1001' },
  ]);
});
