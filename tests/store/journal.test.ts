import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closed, Disk } from './disk.ts';

let disk: Disk;
beforeEach(() => {
  disk = new Disk();
});
afterEach(() => disk.remove());

test('numbers are contiguous whatever is committed, thrown away or closed in between', () => {
  const acts = fc.array(fc.constantFrom('commit', 'two', 'throw', 'reopen'), { maxLength: 40 });
  let expected = 0;
  fc.assert(
    fc.property(acts, (plan) => {
      for (const act of plan) {
        if (act === 'reopen') disk.close();
        else if (act === 'throw') {
          expect(() =>
            disk.store.transact((tx) => {
              tx.journal.append(closed(1));
              throw new Error('no');
            }),
          ).toThrow();
        } else {
          const count = act === 'two' ? 2 : 1;
          disk.store.transact((tx) => {
            for (let at = 0; at < count; at++) expect(tx.journal.append(closed(1)).seq).toBe(++expected);
          });
        }
      }
      const seqs = disk.store.transact((tx) => tx.journal.after(0, 1_000_000).map(({ seq }) => seq));
      expect(seqs).toEqual(Array.from({ length: expected }, (_, at) => at + 1));
    }),
    { numRuns: 20 },
  );
});

test('the epoch stays with the database over reopenings, and another database has another', () => {
  const epoch = (of: Disk): string => of.store.transact((tx) => tx.journal.range().epoch);
  const first = epoch(disk);
  expect(first.length).toBeGreaterThanOrEqual(16);
  disk.close();
  expect(epoch(disk)).toBe(first);
  const other = new Disk(2);
  expect(epoch(other)).not.toBe(first);
  other.remove();
});

test('an event is read back as it was appended', () => {
  disk.time.monotonicMs = 1_234.5;
  const written = disk.store.transact((tx) => tx.journal.append(closed(7)));
  expect(written).toMatchObject({
    v: 1,
    seq: 1,
    monotonicMs: 1_234.5,
    bootId: 'boot-1',
    clock: 'trusted',
    ...closed(7),
  });
  expect(disk.store.transact((tx) => tx.journal.after(0, 10))).toEqual([written]);
});

test('after() begins behind a number and keeps to its limit', () => {
  disk.store.transact((tx) => {
    for (let at = 1; at <= 10; at++) tx.journal.append(closed(at));
  });
  const seqs = (after: number, limit: number): number[] =>
    disk.store.transact((tx) => tx.journal.after(after, limit).map(({ seq }) => seq));
  expect(seqs(0, 3)).toEqual([1, 2, 3]);
  expect(seqs(8, 100)).toEqual([9, 10]);
  expect(seqs(10, 100)).toEqual([]);
});

test('what is acknowledged never goes back, and is kept', () => {
  disk.store.transact((tx) => {
    for (let at = 1; at <= 5; at++) tx.journal.append(closed(at));
    tx.journal.setAcked(4);
    tx.journal.setAcked(2);
  });
  disk.close();
  expect(disk.store.transact((tx) => tx.journal.range())).toMatchObject({ tail: 1, head: 5, acked: 4 });
});

test('an empty journal says 0 to 0', () => {
  expect(disk.store.transact((tx) => tx.journal.range())).toMatchObject({ tail: 0, head: 0, acked: 0 });
});
