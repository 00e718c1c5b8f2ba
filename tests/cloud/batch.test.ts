import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillBatch } from '../../src/cloud/batch.ts';
import { eventBatchSchema } from '../../src/contract/event-batch.ts';
import type { JournalEvent } from '../../src/core/event.ts';

const event = (seq: number, text: string): JournalEvent => ({
  ...{ v: 1, seq, at: '2026-11-01T08:00:00.000Z', monotonicMs: seq, bootId: 'boot-1', clock: 'trusted' },
  ...{ type: 'locker.stopping', data: { signal: text } },
});

test('any events: the message is the longest beginning that fits, and reads back as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { minLength: 1, maxLength: 100 }),
      fc.integer({ min: 600, max: 20_000 }),
      (texts, maxBytes) => {
        const events = texts.map((text, at) => event(at + 5, text));
        const batch = fillBatch('epoch-0001', events, maxBytes);
        if (batch === undefined) throw new Error('no batch');
        const read = eventBatchSchema.parse(JSON.parse(batch.payload));
        const count = read.events.length;
        expect(read).toEqual({ epoch: 'epoch-0001', events: JSON.parse(JSON.stringify(events.slice(0, count))) });
        expect([batch.firstSeq, batch.lastSeq]).toEqual([5, 4 + count]);
        if (count > 1) expect(Buffer.byteLength(batch.payload)).toBeLessThanOrEqual(maxBytes);
        const oneMore = JSON.stringify({ epoch: 'epoch-0001', events: events.slice(0, count + 1) });
        if (count < events.length) expect(Buffer.byteLength(oneMore) + 1).toBeGreaterThan(maxBytes);
      },
    ),
  );
});

test('nothing makes no message; one that is too large goes alone', () => {
  expect(fillBatch('epoch-0001', [])).toBeUndefined();
  const batch = fillBatch('epoch-0001', [event(1, 'x'.repeat(70_000)), event(2, 'small')]);
  expect([batch?.firstSeq, batch?.lastSeq]).toEqual([1, 1]);
});
