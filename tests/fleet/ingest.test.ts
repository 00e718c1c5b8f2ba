import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, eventOf, makeBench } from './hub-bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = makeBench();
});
afterEach(() => bench.close());

const epoch = 'epoch-one';
const batch = (from: number, to: number, of = epoch) => ({
  epoch: of,
  events: Array.from({ length: to - from + 1 }, (_, index) => eventOf(from + index)),
});

describe('events', () => {
  it('come out once and in order, and no ack is above what is stored without a gap, whatever the network does', async () => {
    let run = 0;
    const delivery = fc.record({ from: fc.integer({ min: 1, max: 30 }), length: fc.integer({ min: 1, max: 8 }) });
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.array(delivery, { maxLength: 25 }),
      fc.integer({ min: 1, max: 7 }),
      async (head, deliveries, size) => {
        run += 1;
        const own = `epoch-${String(run).padStart(8, '0')}`;
        bench.sent.length = 0;
        bench.notices.length = 0;
        const delivered = new Set<number>();
        const contiguous = (): number => {
          let upto = 0;
          while (delivered.has(upto + 1)) upto += 1;
          return upto;
        };
        const deliver = async (from: number, to: number): Promise<number> => {
          for (let seq = from; seq <= to; seq += 1) delivered.add(seq);
          await bench.deliver('events', batch(from, to, own));
          const ack = bench.sent.at(-1)?.payload;
          expect(ack).toMatchObject({ aud: 'gate-1', epoch: own, upto: contiguous() });
          expect(bench.store.events.watermark('gate-1', own).upto).toBe(contiguous());
          if (ack?.resendFrom !== undefined) expect(ack.resendFrom).toBe(contiguous() + 1);
          return contiguous();
        };
        for (const { from, length } of deliveries) {
          if (from <= head) await deliver(from, Math.min(head, from + length - 1));
        }
        for (let acked = contiguous(); acked < head; ) acked = await deliver(acked + 1, Math.min(head, acked + size));
        expect(bench.events()).toEqual(Array.from({ length: head }, (_, index) => index + 1));
      },
    );
    await fc.assert(property, { numRuns: 120 });
  });

  it('are not acknowledged, nor told, when the commit fails', async () => {
    // The commit itself fails, after every insert went through: a deferred constraint.
    bench.sql(`CREATE TABLE spoilt (id INTEGER REFERENCES lockers (id) DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER spoil AFTER INSERT ON events BEGIN INSERT INTO spoilt VALUES ('nobody'); END;`);
    await bench.deliver('events', batch(1, 3));
    expect(bench.sent).toEqual([]);
    expect(bench.events()).toEqual([]);
    expect(bench.refusals()).toEqual(['store-failed']);
    bench.sql('DROP TRIGGER spoil');
    await bench.deliver('events', batch(1, 3));
    expect(bench.sent.map(({ payload }) => payload.upto)).toEqual([3]);
    expect(bench.events()).toEqual([1, 2, 3]);
  });

  it('are already in the file when the ack goes out', async () => {
    const seen: number[] = [];
    const publish = bench.link.publish;
    bench.link.publish = (topic, payload) => {
      seen.push(
        bench.store.events.watermark('gate-1', epoch).upto,
        bench.store.events.range('gate-1', epoch, 1, 9).length,
      );
      return publish(topic, payload);
    };
    await bench.deliver('events', batch(1, 4));
    expect(seen).toEqual([4, 4]);
  });

  it('that leave a gap are asked for once, not with every batch behind it', async () => {
    for (const [from, to] of [
      [3, 4],
      [5, 6],
      [7, 8],
    ] as const) {
      await bench.deliver('events', batch(from, to));
    }
    expect(bench.sent.map(({ payload }) => payload.resendFrom)).toEqual([1, undefined, undefined]);
    await bench.deliver('events', batch(1, 2));
    expect(bench.sent.at(-1)?.payload).toMatchObject({ upto: 8 });
  });

  it('are refused and counted when they cannot be read, or nobody knows the locker', async () => {
    await bench.deliver('events', { epoch, events: [{ ...eventOf(1), type: 'door.exploded' }] });
    await bench.deliver('events', 'nonsense');
    await bench.deliver('events', batch(1, 1), { topic: 'larder/v1/stranger/events' });
    await bench.deliver('events', batch(1, 1), { topic: 'larder/v1/gate-1/gossip' });
    expect(bench.refusals()).toEqual(['undecodable', 'undecodable', 'unknown-locker', 'unknown-topic']);
    expect(bench.ingest.refused).toBe(4);
    expect(bench.sent).toEqual([]);
  });

  it('that reuse a number are told of, and the first stays', async () => {
    await bench.deliver('events', batch(1, 1));
    await bench.deliver('events', { epoch, events: [eventOf(1, 'door.closed', { compartment: 2 })] });
    expect(bench.refusals()).toEqual(['epoch-used-twice']);
    expect(bench.store.events.get('gate-1', epoch, 1)?.data).toEqual({ compartment: 1 });
  });
});
