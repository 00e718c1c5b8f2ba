import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysPartSchema, ordersPartSchema, staffPartSchema } from '../../src/contract/documents.ts';
import { codeMac } from '../../src/core/pickup-code.ts';
import { MAX_PART_BYTES, MAX_PART_ENTRIES, splitParts } from '../../src/fleet/documents-out.ts';
import { makeKey } from '../../src/fleet/key-files.ts';
import { Publisher } from '../../src/fleet/publisher.ts';
import { makeManifest, Signer } from '../../src/fleet/signing.ts';
import { type Bench, codeKey, item, makeBench, wish } from './hub-bench.ts';
import { clock, temporaryFolder } from './world.ts';

let bench: Bench;
beforeEach(() => {
  bench = makeBench();
});
afterEach(() => bench.close());

/** Straight into the store, in one commit. */
function placeMany(count: number): readonly string[] {
  const { locker: _locker, ...rest } = wish;
  const ids = Array.from({ length: count }, (_, n) => `O-${String(n).padStart(12, '0')}`);
  bench.store.transact(() => {
    for (const id of ids) {
      const mac = codeMac(codeKey, 'gate-1', id);
      expect(bench.store.orders.addPickup('gate-1', `P${id}`, mac)).toBe(true);
      const order = { ...rest, items: [item], id, pickupId: `P${id}`, codeMac: mac, low: false, remindAfterMin: 30 };
      bench.store.orders.add('gate-1', { ...order, state: 'active' });
    }
  });
  return ids;
}

const orderParts = () =>
  bench.sent
    .filter(({ topic }) => topic.startsWith('larder/v1/gate-1/desired/orders/'))
    .map(({ topic, payload }) => ({ topic, ...ordersPartSchema.parse(payload) }));

function publisher(): Publisher {
  bench.store.documents.setManifest(1, JSON.stringify({ version: 1, keys: [] }));
  return new Publisher(bench.store, bench.signer, bench.link);
}

describe('documents', () => {
  it('of 500 orders are one revision in parts that the contract accepts', async () => {
    placeMany(500);
    bench.desk.addStaff({ locker: 'gate-1', number: '1001', name: 'Wang', role: 'stocker' });
    expect(await publisher().publish('gate-1')).toMatchObject({ ok: true, value: { keys: 1, orders: 1, staff: 1 } });
    const parts = orderParts();
    expect(parts.length).toBeGreaterThanOrEqual(3);
    expect(parts.map(({ topic, part }) => topic.endsWith(`/${part}`))).not.toContain(false);
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1));
    expect(new Set(parts.map(({ revision, parts: count }) => `${revision} ${count}`))).toEqual(
      new Set([`1 ${parts.length}`]),
    );
    expect(new Set(parts.flatMap(({ orders }) => orders.map(({ id }) => id))).size).toBe(500);
    expect(Math.max(...parts.map(({ orders }) => orders.length))).toBeLessThanOrEqual(MAX_PART_ENTRIES);
    const by = (name: string) => bench.sent.filter(({ topic }) => topic.includes(`desired/${name}/`));
    expect(staffPartSchema.parse(by('staff')[0]?.payload).staff).toHaveLength(1);
    expect(keysPartSchema.parse(by('keys')[0]?.payload).version).toBe(1);
  });

  it('are at most 60 KB each as signed', async () => {
    const folder = temporaryFolder();
    const signer = new Signer(await makeKey(folder.path, 'working'));
    folder.remove();
    const token = await signer.sign('orders', { text: 'x'.repeat(MAX_PART_BYTES - 11) });
    expect(token.length).toBeLessThanOrEqual(61_440);
  });

  it('keep their revision while nothing changes, and never fewer parts', async () => {
    const own = publisher();
    const ids = placeMany(250);
    await own.publish('gate-1');
    await own.publish('gate-1');
    const before = orderParts();
    expect(new Set(before.map(({ revision }) => revision))).toEqual(new Set([1]));
    const count = before[0]?.parts ?? 0;
    expect(count).toBeGreaterThan(1);
    bench.store.transact(() => {
      for (const id of ids) bench.store.orders.end('gate-1', id, 'collected');
    });
    bench.sent.length = 0;
    await own.publish('gate-1');
    const after = orderParts();
    expect(after.map(({ revision, parts, orders }) => [revision, parts, orders.length])).toEqual(
      Array.from({ length: count }, () => [2, count, 0]),
    );
  });

  it('go beyond a revision that the locker has from before the hub was restored', async () => {
    bench.store.lockers.touch('gate-1');
    await bench.deliver('reported/orders', { revision: 57, appliedAt: '2026-05-01T08:00:00Z', problems: [] });
    expect(await publisher().publish('gate-1')).toMatchObject({ value: { orders: 58, staff: 1 } });
  });

  it('are published again when another process made a newer revision meanwhile', async () => {
    const own = publisher();
    const publish = bench.link.publish;
    let others = 1;
    bench.link.publish = (topic, payload) => {
      if (others > 0 && topic.includes('desired/orders')) {
        others -= 1;
        bench.desk.placeOrder(wish);
        bench.store.documents.revise('gate-1', 'orders', 'what the other process made', 1);
      }
      return publish(topic, payload);
    };
    expect(await own.publish('gate-1')).toMatchObject({ value: { orders: 3 } });
    expect(orderParts().at(-1)).toMatchObject({ revision: 3, orders: [{}] });
    expect(bench.store.lockers.unpublished()).toEqual([]);
  });

  it('wait for the next connection when there is none', async () => {
    const own = publisher();
    const publish = bench.link.publish;
    bench.link.publish = async () => 'not-connected' as never;
    expect(await own.publish('gate-1')).toMatchObject({ failure: { code: 'not-connected' } });
    expect(bench.store.lockers.unpublished()).toEqual(['gate-1']);
    bench.link.publish = publish;
    await own.publish('gate-1');
    expect(bench.store.lockers.unpublished()).toEqual([]);
  });

  it('are cut without losing, doubling or reordering anything', () => {
    const entry = fc.record({ id: fc.nat(), text: fc.string({ maxLength: 20_000 }) });
    const property = fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
      const parts = splitParts(entries);
      expect(parts.flat()).toEqual(entries);
      for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(MAX_PART_BYTES);
    });
    fc.assert(property, { numRuns: 50 });
  });
});

describe('the key manifest', () => {
  it('parses by the contract and gives the working key the four roles', async () => {
    const folder = temporaryFolder();
    const [root, working] = [await makeKey(folder.path, 'root'), await makeKey(folder.path, 'working')];
    folder.remove();
    const { manifest } = await makeManifest(root, working, 3, clock.read().wallMs);
    expect(keysPartSchema.parse(manifest)).toMatchObject({
      version: 3,
      keys: [{ kid: working.kid, roles: ['orders', 'staff', 'commands', 'acks'] }],
    });
  });
});
