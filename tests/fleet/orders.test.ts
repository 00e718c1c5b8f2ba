import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeMac } from '../../src/core/pickup-code.ts';
import { FrontDesk } from '../../src/fleet/front-desk.ts';
import { type Bench, codeKey, eventOf, makeBench, wish } from './hub-bench.ts';
import { clock, random } from './world.ts';

let bench: Bench;
beforeEach(() => {
  bench = makeBench();
});
afterEach(() => bench.close());

/** Draws these values in turn wherever four random bytes are asked for: a code is its value. */
function deskDrawing(...codes: number[]): FrontDesk {
  const left = [...codes];
  const bytes = (count: number): Uint8Array => {
    if (count !== 4) return random.bytes(count);
    const drawn = Buffer.alloc(4);
    drawn.writeUInt32BE(left.shift() ?? 99_999_999);
    return drawn;
  };
  return new FrontDesk(bench.store, clock, { ...random, bytes });
}

let seq = 0;
beforeEach(() => {
  seq = 0;
});
async function happens(type: string, data: Record<string, unknown>, epoch = 'epoch-one'): Promise<void> {
  seq += 1;
  await bench.deliver('events', { epoch, events: [eventOf(seq, type, data)] });
}

const placed = (desk: FrontDesk, more: Record<string, unknown> = {}) => {
  const result = desk.placeOrder({ ...wish, ...more });
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
};

describe('pickup codes', () => {
  it('are drawn again while another live pickup has them', () => {
    const desk = deskDrawing(7, 7, 7, 8);
    expect(placed(desk).code).toBe('00000007');
    expect(placed(desk).code).toBe('00000008');
  });

  it.each(['order.collected', 'order.expired', 'order.revoked', 'order.dropped'])('are free after %s', async (type) => {
    const first = placed(deskDrawing(7));
    const place = type === 'order.dropped' ? {} : { compartment: 3 };
    const observed = type === 'order.collected' ? { observed: true } : {};
    await happens('order.assigned', { orderId: first.orderId });
    expect(placed(deskDrawing(7, 8)).code).toBe('00000008');
    await happens(type, { orderId: first.orderId, ...place, ...observed });
    expect(placed(deskDrawing(7)).code).toBe('00000007');
  });

  it('stay taken until the last order of the pickup is over', async () => {
    const first = placed(deskDrawing(7));
    const second = placed(bench.desk, { pickupId: first.pickupId });
    expect(second).toMatchObject({ pickupId: first.pickupId, code: null });
    await happens('order.collected', { orderId: first.orderId, compartment: 3, observed: true });
    expect(placed(deskDrawing(7, 8)).code).toBe('00000008');
    await happens('order.collected', { orderId: second.orderId, compartment: 4, observed: true });
    expect(placed(deskDrawing(7)).code).toBe('00000007');
    expect(bench.desk.placeOrder({ ...wish, pickupId: first.pickupId })).toMatchObject({
      failure: { code: 'pickup-over' },
    });
  });

  it('are taken again when the order is revived, unless another pickup has got them meanwhile', async () => {
    const first = placed(deskDrawing(7));
    await happens('order.stored', { orderId: first.orderId, compartment: 3, generation: 2, staffId: 's' });
    await happens('order.expired', { orderId: first.orderId, compartment: 3 });
    await happens('order.revived', { orderId: first.orderId, compartment: 3 });
    expect(placed(deskDrawing(7, 8)).code).toBe('00000008');
    expect(bench.store.orders.get('gate-1', first.orderId)).toMatchObject({ state: 'stored' });
    expect(bench.store.orders.document('gate-1').map(({ id }) => id)).toContain(first.orderId);
    await happens('order.expired', { orderId: first.orderId, compartment: 3 });
    expect(placed(deskDrawing(7)).code).toBe('00000007');
    await happens('order.revived', { orderId: first.orderId, compartment: 3 });
    expect(bench.store.orders.pickup('gate-1', first.pickupId).state).toBe('over');
  });

  it('are not freed by events behind a gap', async () => {
    const first = placed(deskDrawing(7));
    seq = 4;
    await happens('order.collected', { orderId: first.orderId, compartment: 3, observed: true });
    expect(placed(deskDrawing(7, 8)).code).toBe('00000008');
  });

  it('are kept as MACs only', () => {
    const { code } = placed(bench.desk);
    expect(code).toMatch(/^\d{8}$/);
    const [order] = bench.store.orders.document('gate-1');
    expect(order?.codeMac).toBe(codeMac(codeKey, 'gate-1', code ?? ''));
    expect(JSON.stringify(bench.store.orders.document('gate-1'))).not.toContain(code);
  });
});

describe('orders', () => {
  it('carry where they were last known to be', async () => {
    const { orderId } = placed(bench.desk);
    await happens('order.stored', { orderId, compartment: 3, generation: 2, staffId: 's' });
    const [order] = bench.store.orders.document('gate-1');
    expect(order?.lastKnown).toEqual({ compartment: 3, storedAt: '2026-05-01T08:00:00.000Z' });
    expect(bench.store.compartments.generation('gate-1', 3)).toBe(2);
  });

  describe('of a locker that has lost its database', () => {
    const EPOCH = 'epoch-two';
    const storedAt = '2026-05-01T08:00:00.000Z';
    let orderId: string;
    beforeEach(async () => {
      ({ orderId } = placed(bench.desk));
      await happens('order.assigned', { orderId });
      await happens('order.stored', { orderId, compartment: 3, generation: 2, staffId: 's' });
      seq = 0;
      await happens('storage.lost', { reason: 'damaged', keptAs: null }, EPOCH);
      await happens('order.assigned', { orderId }, EPOCH);
    });
    const lastKnown = () => bench.store.orders.document('gate-1')[0]?.lastKnown;

    it('are still believed to be where they were', () => {
      expect(lastKnown()).toEqual({ compartment: 3, storedAt });
      expect(bench.store.orders.get('gate-1', orderId)?.state).toBe('assigned');
    });

    it('are so no longer when somebody has found the door empty, or another order behind it', async () => {
      await happens('compartment.confirmed-empty', { compartment: 4, staffId: 's' }, EPOCH);
      expect(lastKnown()).toEqual({ compartment: 3, storedAt });
      await happens('compartment.confirmed-empty', { compartment: 3, staffId: 's' }, EPOCH);
      expect(lastKnown()).toBeUndefined();
    });

    it('and those found in the same place as another one', async () => {
      const other = placed(bench.desk, { id: 'a-other' });
      await happens('order.stored', { orderId: other.orderId, compartment: 3, generation: 1, staffId: 's' }, EPOCH);
      const documents = bench.store.orders.document('gate-1');
      expect(documents.map(({ id, lastKnown: place }) => [id, place?.compartment])).toEqual([
        [orderId, undefined],
        ['a-other', 3],
      ]);
    });

    it('are over when they were thrown away', async () => {
      await happens('order.removed', { orderId, compartment: 3, staffId: 's' }, EPOCH);
      expect(bench.store.orders.get('gate-1', orderId)?.state).toBe('removed');
      expect(bench.store.orders.document('gate-1')).toEqual([]);
    });

    it('are stored again, of the new generation', async () => {
      await happens('order.stored', { orderId, compartment: 3, generation: 1, staffId: 's' }, EPOCH);
      expect(bench.store.orders.get('gate-1', orderId)?.state).toBe('stored');
      expect(bench.store.compartments.generation('gate-1', 3)).toBe(1);
    });
  });

  it('that are revoked stay in the document until the locker has said what became of them', async () => {
    const { orderId } = placed(bench.desk);
    await happens('order.assigned', { orderId });
    expect(bench.desk.revokeOrder('gate-1', orderId).ok).toBe(true);
    expect(bench.store.orders.document('gate-1')).toMatchObject([{ id: orderId, state: 'revoked' }]);
    await happens('order.revoked', { orderId, compartment: null });
    expect(bench.store.orders.document('gate-1')).toEqual([]);
    expect(bench.desk.revokeOrder('gate-1', orderId)).toMatchObject({ failure: { code: 'order-over' } });
  });

  it('that are revoked before the locker knew them are over with the document that says so', async () => {
    const { orderId } = placed(bench.desk);
    bench.desk.revokeOrder('gate-1', orderId);
    const { revision } = bench.store.documents.revise('gate-1', 'orders', 'hash', 1);
    await happens('desired.applied', { document: 'orders', revision: revision - 1, problems: [] });
    expect(bench.store.orders.get('gate-1', orderId)?.state).toBe('placed');
    await happens('desired.applied', { document: 'orders', revision, problems: [] });
    expect(bench.store.orders.get('gate-1', orderId)?.state).toBe('revoked');
  });

  it('are refused with what is wrong', () => {
    const bad = bench.desk.placeOrder({ ...wish, collectBy: 'tonight', items: [] });
    expect(bad).toMatchObject({ ok: false, failure: { code: 'bad-order' } });
    expect(bad.ok ? '' : bad.failure.detail).toMatch(/collectBy.*items/);
    const text = { zh: '长'.repeat(60), en: '长'.repeat(120) };
    const items = Array.from({ length: 50 }, () => ({
      sku: '长'.repeat(64),
      lot: '长'.repeat(64),
      name: text,
      quantity: 1,
    }));
    expect(bench.desk.placeOrder({ ...wish, items })).toMatchObject({ failure: { code: 'bad-order' } });
    expect(bench.desk.placeOrder({ ...wish, locker: 'nowhere' })).toMatchObject({
      failure: { code: 'unknown-locker' },
    });
    expect(placed(bench.desk, { id: 'mine' }).orderId).toBe('mine');
    expect(bench.desk.placeOrder({ ...wish, id: 'mine' })).toMatchObject({ failure: { code: 'order-exists' } });
  });
});

describe('staff', () => {
  it('have numbers of their own', () => {
    const member = { locker: 'gate-1', number: '1001', name: 'Wang', role: 'stocker' } as const;
    expect(bench.desk.addStaff(member)).toMatchObject({ ok: true });
    expect(bench.desk.addStaff(member)).toMatchObject({ failure: { code: 'number-taken' } });
    expect(bench.desk.removeStaff('gate-1', '1001').ok).toBe(true);
    expect(bench.desk.addStaff(member)).toMatchObject({ ok: true });
    expect(bench.desk.addStaff({ ...member, number: '12' })).toMatchObject({ failure: { code: 'bad-staff' } });
  });
});
